package eshop.saga;

import eshop.platform.db.ConnectionLostException;
import eshop.platform.db.Transactions;
import eshop.platform.db.WriteQueue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the branch calls that arrive while a transaction is under way together in the next one, by
 * a {@link WriteQueue}.
 *
 * <p>Members of a batch do not suffer for each other. A refused one is told so and leaves nothing.
 * Two calls of one branch of one saga are never in the same batch. When the database refuses a
 * statement, the batch is rolled back. It is repeated a few times for a deadlock; a row that
 * another transaction holds, or a bad value, makes the queue write its members one at a time. No
 * answer leaves before COMMIT returned.
 *
 * <p>When the connection is lost, it is not known whether the COMMIT was heard. The batch is then
 * written again: the barrier finds what has taken effect and answers as the first time.
 *
 * <p>InnoDB resolves a race of several inserts of one barrier key by a deadlock error for one of
 * them. Such a loser is no refusal: if it still loses after the repeats it fails like any broken
 * call, and dtm repeats it.
 *
 * <p>Not thread-safe: calls come from one Vert.x context, its futures complete there. The isolation
 * level is the pool's; READ COMMITTED is the one to use, because it takes no gap locks, and nothing
 * here reads before it writes.
 *
 * @param <E> what the service writes
 */
public final class BatchedBranchWriter<E> implements BranchWriter<E> {
  private static final Logger LOG = LoggerFactory.getLogger(BatchedBranchWriter.class);

  /** Deadlock, record changed since last read (MariaDB's snapshot isolation). */
  private static final Set<Integer> LOST_RACES = Set.of(1213, 1020);

  private static final int LOCK_WAIT_TIMEOUT = 1205;

  private static final int ATTEMPTS_MAX = 4;
  private static final int PAUSE_MS_MAX = 20;

  /** No new attempt starts later than this: dtm has given up on the call by then. */
  private static final long ATTEMPTS_MS_MAX = 4_000;

  /** A write so recent says that the next one will do too. */
  private static final long RECENT_MS = 1_000;

  private static final int BATCH_MAX = 64;
  private static final int QUEUE_MAX = 20_000;

  /** Actions alone take the short way, so they do not share a batch with compensations. */
  private static final class ByBranch<E> implements WriteQueue.Grouping<DueBranch<E>> {
    @Override
    public Object kind(DueBranch<E> call) {
      return call.branch().op();
    }

    @Override
    public Object key(DueBranch<E> call) {
      return call.branch().gid() + ' ' + call.branch().branchId();
    }
  }

  private final Vertx vertx;
  private final BranchTransaction<E> transaction;
  private final WriteQueue<DueBranch<E>, Void> queue;

  /**
   * Writes by transactions, which stay the caller's to close.
   *
   * @param name of the queue: {@code stock.branches}
   * @param writersMax transactions at once, at most; 1 where all calls want the same rows
   */
  public BatchedBranchWriter(
      Vertx vertx,
      String name,
      Transactions transactions,
      BranchEffects<E> effects,
      int writersMax) {
    this.vertx = vertx;
    this.transaction = new BranchTransaction<>(transactions, new BranchBarrier(), effects);
    this.queue =
        new WriteQueue<>(
            name,
            new WriteQueue.Limits(BATCH_MAX, writersMax, QUEUE_MAX),
            new ByBranch<>(),
            (batch, mayWait) -> attempt(batch, mayWait, mayWait ? 2 : 1, System.nanoTime()));
  }

  @Override
  public Future<Void> write(BranchContext branch, E effect) {
    return queue.add(new DueBranch<>(branch, effect));
  }

  /**
   * Whether a write of this service could be done now: one was done a moment ago, or a statement
   * that a read-only server refuses goes through on the writer's own connections. It changes
   * nothing.
   */
  public Future<Boolean> isWritable() {
    return queue.hasWrittenWithinMs(RECENT_MS)
        ? Future.succeededFuture(true)
        : transaction.probe().map(true);
  }

  /** To be watched. */
  public WriteQueue<?, ?> queue() {
    return queue;
  }

  private Future<List<Future<Void>>> attempt(
      List<DueBranch<E>> batch, boolean mayWait, int number, long startNanos) {
    return transaction
        .run(batch)
        .transform(
            done ->
                done.succeeded()
                    ? Future.succeededFuture(answers(batch, done.result()))
                    : afterFailure(batch, mayWait, number, startNanos, done.cause()));
  }

  private Future<List<Future<Void>>> afterFailure(
      List<DueBranch<E>> batch, boolean mayWait, int number, long startNanos, Throwable failure) {
    if (!mayHelpToRepeat(failure, mayWait)
        || number >= ATTEMPTS_MAX
        || elapsedMs(startNanos) >= ATTEMPTS_MS_MAX) {
      return Future.failedFuture(failure);
    }
    LOG.debug("attempt {} of {} calls failed, repeating: {}", number, batch.size(), failure);
    int pauseMs = ThreadLocalRandom.current().nextInt(1, PAUSE_MS_MAX + 1);
    return vertx.timer(pauseMs).compose(over -> attempt(batch, mayWait, number + 1, startNanos));
  }

  private static long elapsedMs(long startNanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
  }

  private static <E> List<Future<Void>> answers(
      List<DueBranch<E>> batch, Map<BranchContext, BranchRefused> refused) {
    List<Future<Void>> answers = new ArrayList<>(batch.size());
    for (DueBranch<E> call : batch) {
      BranchRefused reason = refused.get(call.branch());
      answers.add(reason == null ? Future.succeededFuture() : Future.failedFuture(reason));
    }
    return answers;
  }

  private static boolean mayHelpToRepeat(Throwable failure, boolean mayWait) {
    if (failure instanceof MySQLException error) {
      return LOST_RACES.contains(error.getErrorCode())
          || (mayWait && error.getErrorCode() == LOCK_WAIT_TIMEOUT);
    }
    return failure instanceof ConnectionLostException;
  }
}
