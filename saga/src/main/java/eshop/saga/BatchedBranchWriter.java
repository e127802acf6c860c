package eshop.saga;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.mysqlclient.MySQLException;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the branch calls that arrive while a transaction is under way together in the next one.
 * There is no timer: a call that finds the writer idle starts at once, so one call alone is as fast
 * as ever, and under load the batches grow by themselves. A COMMIT, the dear part, is shared.
 *
 * <p>Members of a batch do not suffer for each other. A refused one is told so and leaves nothing.
 * Two calls of one branch of one saga are never in the same batch. When the database refuses a
 * statement (a deadlock, a bad row), the batch is rolled back; after a few repeats for lost lock
 * races its members are written one at a time, so that only the one to blame fails. No answer
 * leaves before COMMIT returned.
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

  /** Deadlock, lock wait timeout, record changed since last read (MariaDB's snapshot isolation). */
  private static final Set<Integer> RETRIED_ERRORS = Set.of(1213, 1205, 1020);

  private static final int ATTEMPTS_MAX = 4;
  private static final int PAUSE_MS_MAX = 20;

  /** No new attempt starts later than this: dtm has given up on the call by then. */
  private static final long ATTEMPTS_MS_MAX = 4_000;

  private static final int BATCH_MAX = 64;
  private static final int QUEUE_MAX = 20_000;

  private record Member<E>(DueBranch<E> call, Promise<Void> answer) {
    String key() {
      return call.branch().gid() + ' ' + call.branch().branchId();
    }

    BranchOp op() {
      return call.branch().op();
    }
  }

  private final Vertx vertx;
  private final int writersMax;
  private final BranchTransaction<E> transaction;
  private final ArrayDeque<Member<E>> queue = new ArrayDeque<>();
  private final Set<String> underWay = new HashSet<>();
  private int writers;

  /**
   * Writes through the pool, which stays the caller's to close. Its connections have autocommit
   * off; a pool of others fails every write.
   *
   * @param writersMax transactions at once, at most; 1 where all calls want the same rows
   */
  public BatchedBranchWriter(Vertx vertx, Pool pool, BranchEffects<E> effects, int writersMax) {
    this.vertx = vertx;
    this.writersMax = writersMax;
    this.transaction = new BranchTransaction<>(pool, new BranchBarrier(), effects);
  }

  @Override
  public Future<Void> write(BranchContext branch, E effect) {
    if (queue.size() >= QUEUE_MAX) {
      return Future.failedFuture(
          VertxException.noStackTrace(QUEUE_MAX + " branch calls wait for the database"));
    }
    Member<E> member = new Member<>(new DueBranch<>(branch, effect), Promise.promise());
    queue.add(member);
    if (writers < writersMax) {
      writeNext();
    }
    return member.answer().future();
  }

  private void writeNext() {
    List<Member<E>> batch = nextBatch();
    if (batch.isEmpty()) {
      return;
    }
    writers++;
    attempt(batch, 1, System.nanoTime())
        .onComplete(
            done -> {
              batch.forEach(member -> underWay.remove(member.key()));
              writers--;
              writeNext();
            });
  }

  /**
   * In order of arrival, actions or compensations but not both: actions alone take the short way. A
   * call of a branch that is being written waits for that to end.
   */
  private List<Member<E>> nextBatch() {
    List<Member<E>> batch = new ArrayList<>();
    for (Iterator<Member<E>> i = queue.iterator(); i.hasNext() && batch.size() < BATCH_MAX; ) {
      Member<E> member = i.next();
      boolean alike = batch.isEmpty() || batch.get(0).op() == member.op();
      if (alike && underWay.add(member.key())) {
        i.remove();
        batch.add(member);
      }
    }
    return batch;
  }

  /** Completes when every member has its answer; never fails. */
  private Future<Void> attempt(List<Member<E>> batch, int number, long startNanos) {
    return transaction
        .run(batch.stream().map(Member::call).toList())
        .transform(
            done -> {
              if (done.succeeded()) {
                answer(batch, done.result());
                return Future.succeededFuture();
              }
              return afterFailure(batch, number, startNanos, done.cause());
            });
  }

  private Future<Void> afterFailure(
      List<Member<E>> batch, int number, long startNanos, Throwable failure) {
    if (isLostRace(failure) && number < ATTEMPTS_MAX && elapsedMs(startNanos) < ATTEMPTS_MS_MAX) {
      LOG.debug("lost a lock race, again: attempt {} of {} calls", number, batch.size());
      int pauseMs = ThreadLocalRandom.current().nextInt(1, PAUSE_MS_MAX + 1);
      return vertx.timer(pauseMs).compose(over -> attempt(batch, number + 1, startNanos));
    }
    if (batch.size() > 1 && isOfAMember(failure)) {
      LOG.debug("writing {} calls one at a time", batch.size(), failure);
      return oneByOne(batch, startNanos, failure);
    }
    batch.forEach(member -> member.answer().fail(failure));
    return Future.succeededFuture();
  }

  /** Each member once, and only as long as dtm can still be waiting for the answers. */
  private Future<Void> oneByOne(List<Member<E>> batch, long startNanos, Throwable failure) {
    Future<Void> last = Future.succeededFuture();
    for (Member<E> member : batch) {
      last =
          last.compose(
              done -> {
                if (elapsedMs(startNanos) < ATTEMPTS_MS_MAX) {
                  return attempt(List.of(member), ATTEMPTS_MAX, startNanos);
                }
                member.answer().fail(failure);
                return Future.succeededFuture();
              });
    }
    return last;
  }

  private static long elapsedMs(long startNanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
  }

  /** A lost connection is nobody's fault and would only be lost again, once a member. */
  private static boolean isOfAMember(Throwable failure) {
    boolean connection = failure instanceof VertxException || failure instanceof IOException;
    return failure instanceof MySQLException || !connection;
  }

  private static <E> void answer(List<Member<E>> batch, Map<BranchContext, BranchRefused> refused) {
    for (Member<E> member : batch) {
      BranchRefused reason = refused.get(member.call().branch());
      if (reason == null) {
        member.answer().complete();
      } else {
        member.answer().fail(reason);
      }
    }
  }

  private static boolean isLostRace(Throwable failure) {
    return failure instanceof MySQLException error && RETRIED_ERRORS.contains(error.getErrorCode());
  }
}
