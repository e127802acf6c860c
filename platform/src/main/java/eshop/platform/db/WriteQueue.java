package eshop.platform.db;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.mysqlclient.MySQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Puts writes that arrive while others are being committed into one transaction. There is no timer:
 * a write that finds a free writer starts at once, so one alone waits for nobody; under load the
 * batches grow by themselves, and a COMMIT, the expensive part, is shared.
 *
 * <p>Members of a batch do not suffer for each other. When the database refuses a batch because of
 * one of them (a row that another transaction holds, a bad value), its members are written one at a
 * time beside the queue, a few at once, while the queue goes on with the next batch. So only the
 * one to blame waits or fails.
 *
 * <p>Not thread-safe: every call comes from one Vert.x context, and the writer's futures complete
 * there. Only {@link #length}, the ages and {@link #hasWrittenWithinMs} may be called from any
 * thread.
 *
 * @param <I> a write
 * @param <R> its result
 */
public final class WriteQueue<I, R> {
  /**
   * Writes of members of refused batches at once; the pool must have so many connections more than
   * writers.
   */
  public static final int SINGLES_MAX = 4;

  /** A member of a refused batch that has waited for longer is not tried: its caller has gone. */
  private static final long SINGLES_WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(4);

  /**
   * Writes one batch.
   *
   * @param <I> a write
   * @param <R> its result
   */
  @FunctionalInterface
  public interface Writer<I, R> {
    /**
     * Writes the batch in one transaction. It is given a batch again, member by member, when the
     * future fails for another reason than the connection; nothing of it may be left then.
     *
     * @param mayWait whether a row that another transaction holds may be waited for again and
     *     again; false while others of the queue wait behind this batch
     * @return a completed future for each write, in the batch's order
     */
    Future<List<Future<R>>> write(List<I> batch, boolean mayWait);
  }

  /**
   * Which writes may share a batch.
   *
   * @param <I> a write
   */
  public interface Grouping<I> {
    /** Writes of one batch have equal kinds; in order of arrival within a kind. */
    Object kind(I write);

    /** Two writes with equal keys are never under way at the same time. */
    Object key(I write);
  }

  /**
   * The written limits of a queue.
   *
   * @param batchMax writes in one transaction
   * @param writersMax transactions of batches at once
   * @param queueMax writes that may wait; one more fails
   */
  public record Limits(int batchMax, int writersMax, int queueMax) {}

  private record Entry<I, R>(I write, Promise<R> answer, long sinceNanos) {}

  /** Compared by identity, unlike a list. */
  private static final class Batch<I, R> {
    private final List<Entry<I, R>> entries = new ArrayList<>();
    private boolean single;
    private long startNanos;

    List<I> writes() {
      return entries.stream().map(Entry::write).toList();
    }
  }

  /** A member of a batch that was refused. */
  private record Single<I, R>(Entry<I, R> entry, Throwable refusal, long sinceNanos) {}

  private static final long NONE = Long.MIN_VALUE;
  private static final int LOCK_WAIT_TIMEOUT = 1205;

  private final String name;
  private final Limits limits;
  private final Grouping<I> grouping;
  private final Writer<I, R> writer;
  private final LongSupplier nanoClock;
  private final ArrayDeque<Entry<I, R>> queue = new ArrayDeque<>();
  private final ArrayDeque<Single<I, R>> singles = new ArrayDeque<>();
  private final List<Batch<I, R>> underWay = new ArrayList<>();
  private final Set<Object> keysUnderWay = new HashSet<>();
  private int batchesUnderWay;
  private int singlesUnderWay;
  private final AtomicInteger length = new AtomicInteger();
  private volatile long oldestNanos = NONE;
  private volatile long oldestBatchNanos = NONE;
  private volatile long lastSuccessNanos = NONE;

  /**
   * An empty queue.
   *
   * @param name for messages and metrics: {@code stock.branches}
   * @param grouping null when all writes may share a batch
   */
  public WriteQueue(String name, Limits limits, Grouping<I> grouping, Writer<I, R> writer) {
    this(name, limits, grouping, writer, System::nanoTime);
  }

  WriteQueue(
      String name,
      Limits limits,
      Grouping<I> grouping,
      Writer<I, R> writer,
      LongSupplier nanoClock) {
    this.name = name;
    this.limits = limits;
    this.grouping = grouping;
    this.writer = writer;
    this.nanoClock = nanoClock;
  }

  /** For messages and metrics. */
  public String name() {
    return name;
  }

  /** Writes that wait or are being written. */
  public int length() {
    return length.get();
  }

  /** How long the oldest unanswered write has been here, in ms; 0 when there is none. */
  public long oldestAgeMs() {
    return ageMs(oldestNanos);
  }

  /**
   * How long the batch under way has been written, in ms; 0 when there is none. Members of refused
   * batches, which hold up nobody, do not count.
   */
  public long batchAgeMs() {
    return ageMs(oldestBatchNanos);
  }

  private long ageMs(long sinceNanos) {
    return sinceNanos == NONE
        ? 0
        : TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong() - sinceNanos);
  }

  /** Whether a batch was written within the last so many ms. */
  public boolean hasWrittenWithinMs(long ms) {
    long last = lastSuccessNanos;
    return last != NONE && nanoClock.getAsLong() - last <= TimeUnit.MILLISECONDS.toNanos(ms);
  }

  /**
   * Completes after the commit of the batch that the write came into.
   *
   * @return fails with {@link WriteQueueFullException} at the limit, else as the writer says
   */
  public Future<R> add(I write) {
    if (queue.size() >= limits.queueMax()) {
      return Future.failedFuture(new WriteQueueFullException(name, limits.queueMax()));
    }
    Entry<I, R> entry = new Entry<>(write, Promise.promise(), nanoClock.getAsLong());
    queue.add(entry);
    length.incrementAndGet();
    if (oldestNanos == NONE) {
      oldestNanos = entry.sinceNanos();
    }
    if (batchesUnderWay < limits.writersMax()) {
      writeNext();
    }
    return entry.answer().future();
  }

  private void writeNext() {
    Batch<I, R> batch = grouping == null ? firstInQueue() : firstOfAKind();
    if (batch.entries.isEmpty()) {
      return;
    }
    batchesUnderWay++;
    started(batch);
    write(batch.writes(), false)
        .onComplete(
            done -> {
              batchesUnderWay--;
              stopped(batch);
              if (done.failed() && isForSingles(batch, done.cause())) {
                split(batch, done.cause());
                writeNext();
              } else {
                ended(batch, done);
                writeNext();
                answer(batch, done);
              }
            });
  }

  private void started(Batch<I, R> batch) {
    batch.startNanos = nanoClock.getAsLong();
    underWay.add(batch);
    oldestBatchNanos = oldestBatch();
  }

  private void stopped(Batch<I, R> batch) {
    underWay.remove(batch);
    oldestBatchNanos = oldestBatch();
  }

  private long oldestBatch() {
    long oldest = NONE;
    for (Batch<I, R> batch : underWay) {
      oldest = batch.single ? oldest : older(oldest, batch.startNanos);
    }
    return oldest;
  }

  private void split(Batch<I, R> batch, Throwable refusal) {
    long now = nanoClock.getAsLong();
    batch.entries.forEach(entry -> singles.add(new Single<>(entry, refusal, now)));
    writeSingles();
  }

  private void writeSingles() {
    while (singlesUnderWay < SINGLES_MAX && !singles.isEmpty()) {
      Single<I, R> single = singles.poll();
      Batch<I, R> alone = new Batch<>();
      alone.entries.add(single.entry());
      alone.single = true;
      singlesUnderWay++;
      started(alone);
      boolean late = nanoClock.getAsLong() - single.sinceNanos() > SINGLES_WAIT_NANOS_MAX;
      (late ? Future.<List<Future<R>>>failedFuture(single.refusal()) : write(alone.writes(), true))
          .onComplete(
              done -> {
                singlesUnderWay--;
                stopped(alone);
                ended(alone, done);
                writeSingles();
                writeIfFree();
                answer(alone, done);
              });
    }
  }

  /** A write that waits for the end of another with its key has nobody else to start it. */
  private void writeIfFree() {
    if (batchesUnderWay < limits.writersMax()) {
      writeNext();
    }
  }

  /** One alone is tried again beside the queue only when it has to wait for a row. */
  private boolean isForSingles(Batch<I, R> batch, Throwable failure) {
    return batch.entries.size() > 1
        ? !DatabaseUnavailableException.is(failure)
        : failure instanceof MySQLException error && error.getErrorCode() == LOCK_WAIT_TIMEOUT;
  }

  private Batch<I, R> firstInQueue() {
    Batch<I, R> batch = new Batch<>();
    while (batch.entries.size() < limits.batchMax() && !queue.isEmpty()) {
      batch.entries.add(queue.poll());
    }
    return batch;
  }

  private Batch<I, R> firstOfAKind() {
    Batch<I, R> batch = new Batch<>();
    Object kind = null;
    for (Iterator<Entry<I, R>> i = queue.iterator();
        i.hasNext() && batch.entries.size() < limits.batchMax(); ) {
      Entry<I, R> entry = i.next();
      Object own = grouping.kind(entry.write());
      boolean fits = kind == null || kind.equals(own);
      if (fits && keysUnderWay.add(grouping.key(entry.write()))) {
        kind = own;
        i.remove();
        batch.entries.add(entry);
      }
    }
    return batch;
  }

  private Future<List<Future<R>>> write(List<I> writes, boolean mayWait) {
    try {
      return writer.write(writes, mayWait);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private void ended(Batch<I, R> batch, AsyncResult<List<Future<R>>> done) {
    if (done.succeeded()) {
      lastSuccessNanos = nanoClock.getAsLong();
    }
    length.addAndGet(-batch.entries.size());
    if (grouping != null) {
      batch.entries.forEach(entry -> keysUnderWay.remove(grouping.key(entry.write())));
    }
    oldestNanos = oldest();
  }

  private long oldest() {
    long oldest = queue.isEmpty() ? NONE : queue.peek().sinceNanos();
    for (Single<I, R> single : singles) {
      oldest = older(oldest, single.entry().sinceNanos());
    }
    for (Batch<I, R> other : underWay) {
      oldest = older(oldest, other.entries.get(0).sinceNanos());
    }
    return oldest;
  }

  private static long older(long oldest, long since) {
    return oldest == NONE || since - oldest < 0 ? since : oldest;
  }

  private void answer(Batch<I, R> batch, AsyncResult<List<Future<R>>> done) {
    for (int i = 0; i < batch.entries.size(); i++) {
      Promise<R> answer = batch.entries.get(i).answer();
      if (done.failed()) {
        answer.fail(done.cause());
      } else {
        done.result().get(i).onComplete(answer);
      }
    }
  }
}
