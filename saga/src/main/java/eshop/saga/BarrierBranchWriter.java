package eshop.saga;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes every branch call in a transaction of its own: barrier rows, effect, COMMIT.
 *
 * <p>InnoDB resolves a race of several inserts of one barrier key by a deadlock error for one of
 * them. Such a loser is no refusal: it is repeated here a few times after a short random pause, and
 * if it still loses it fails like any broken call, so that dtm repeats it.
 *
 * <p>The isolation level is the pool's; READ COMMITTED is the one to use, because it takes no gap
 * locks, and nothing here reads before it writes.
 *
 * @param <E> what the service writes
 */
public final class BarrierBranchWriter<E> implements BranchWriter<E> {
  private static final Logger log = LoggerFactory.getLogger(BarrierBranchWriter.class);

  /** Deadlock, lock wait timeout, record changed since last read (MariaDB's snapshot isolation). */
  private static final Set<Integer> RETRIED_ERRORS = Set.of(1213, 1205, 1020);

  private static final int ATTEMPTS_MAX = 4;
  private static final int PAUSE_MS_MAX = 20;

  /** No further attempt after this; dtm has given the call up by then and will repeat it. */
  private static final long RETRY_FOR_NS = TimeUnit.SECONDS.toNanos(4);

  private final Vertx vertx;
  private final Pool pool;
  private final BranchEffects<E> effects;

  /** Writes through the pool, which stays the caller's to close. */
  public BarrierBranchWriter(Vertx vertx, Pool pool, BranchEffects<E> effects) {
    this.vertx = vertx;
    this.pool = pool;
    this.effects = effects;
  }

  @Override
  public Future<Void> write(BranchContext branch, E effect) {
    return attempt(branch, effect, 1, System.nanoTime());
  }

  private Future<Void> attempt(BranchContext branch, E effect, int number, long startNs) {
    return transaction(branch, effect)
        .recover(
            failure -> {
              boolean tired = number == ATTEMPTS_MAX || System.nanoTime() - startNs > RETRY_FOR_NS;
              if (tired || !isLostRace(failure)) {
                return Future.failedFuture(failure);
              }
              log.debug("lost a lock race, again: {} attempt {}", branch, number);
              return pause().compose(done -> attempt(branch, effect, number + 1, startNs));
            });
  }

  private Future<Void> transaction(BranchContext branch, E effect) {
    return pool.getConnection()
        .compose(
            connection ->
                connection
                    .begin()
                    .compose(transaction -> inTransaction(connection, transaction, branch, effect))
                    .eventually(connection::close));
  }

  private Future<Void> inTransaction(
      SqlConnection connection, Transaction transaction, BranchContext branch, E effect) {
    return BranchBarrier.enter(connection, branch)
        .compose(
            due -> due ? effects.apply(connection, branch, effect) : Future.<Void>succeededFuture())
        .transform(
            written ->
                written.succeeded()
                    ? transaction.commit()
                    : rolledBack(transaction, written.cause()));
  }

  /** The first failure is the one that tells what happened, whatever becomes of the rollback. */
  private static Future<Void> rolledBack(Transaction transaction, Throwable cause) {
    return transaction.rollback().transform(done -> Future.failedFuture(cause));
  }

  private static boolean isLostRace(Throwable failure) {
    return failure instanceof MySQLException error && RETRIED_ERRORS.contains(error.getErrorCode());
  }

  private Future<Void> pause() {
    return vertx.timer(ThreadLocalRandom.current().nextInt(1, PAUSE_MS_MAX + 1));
  }
}
