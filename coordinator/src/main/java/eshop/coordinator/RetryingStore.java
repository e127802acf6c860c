package eshop.coordinator;

import eshop.platform.db.BatchFailure;
import eshop.platform.db.ConnectionLostException;
import eshop.platform.db.Transactions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs statements and transactions, again when the database says that nothing was done and another
 * try may help: 1213 deadlock, 1205 lock wait timeout, 1020 changed since last read. Two
 * coordinators on one database cause these in normal work.
 *
 * <p>A transaction whose connection was lost is not run again here, because it may have taken
 * effect: {@link #isInDoubt} tells, and the caller reads the rows.
 */
final class RetryingStore {
  private static final Set<Integer> LOST_RACES = Set.of(1213, 1020);
  private static final Set<Integer> TRY_AGAIN = Set.of(1213, 1205, 1020);
  private static final int DUPLICATE_KEY = 1062;
  private static final int MAX_ATTEMPTS = 4;
  private static final int PAUSE_MS_MAX = 20;

  private final Vertx vertx;
  private final Pool statements;
  private final Transactions transactions;

  /**
   * Uses a pool and transactions of the same schema, which stay the caller's to close.
   *
   * @param transactions work may send statements together, and one behind a deadlock must not be
   *     committed by itself
   */
  RetryingStore(Vertx vertx, Pool statements, Transactions transactions) {
    this.vertx = vertx;
    this.statements = statements;
    this.transactions = transactions;
  }

  /** One statement in a transaction of its own. */
  Future<RowSet<Row>> execute(String sql, Tuple parameters) {
    return attempt(() -> statements.preparedQuery(sql).execute(parameters), TRY_AGAIN, 1);
  }

  /** Commits what {@code work} did, or rolls it back when its future fails. */
  <T> Future<T> transaction(Function<SqlConnection, Future<T>> work) {
    return attempt(() -> transactions.run(committing(work)), TRY_AGAIN, 1);
  }

  /**
   * The same for a batch of a queue. A row that another transaction holds is waited for once only:
   * then the queue writes the members beside it, where they may wait.
   */
  <T> Future<T> transaction(boolean mayWait, Function<SqlConnection, Future<T>> work) {
    return mayWait
        ? transaction(work)
        : attempt(() -> transactions.run(committing(work)), LOST_RACES, 1);
  }

  private static <T> Function<SqlConnection, Future<T>> committing(
      Function<SqlConnection, Future<T>> work) {
    return connection ->
        work.apply(connection)
            .recover(failure -> Future.failedFuture(BatchFailure.firstOf(failure)))
            .compose(done -> Transactions.commit(connection).map(done));
  }

  /** A transaction that writes nothing; fails as one that writes would. */
  Future<Void> probe() {
    return transactions
        .run(
            open ->
                open.query(TransSql.PROBE).execute().compose(done -> Transactions.rollback(open)))
        .mapEmpty();
  }

  /** The work again, after a short pause of random length. */
  <T> Future<T> again(Supplier<Future<T>> work) {
    int pauseMs = ThreadLocalRandom.current().nextInt(1, PAUSE_MS_MAX + 1);
    return vertx.timer(pauseMs).compose(over -> work.get());
  }

  /** The same result for each. */
  static <R> List<Future<R>> each(List<R> results) {
    List<Future<R>> futures = new ArrayList<>(results.size());
    results.forEach(result -> futures.add(Future.succeededFuture(result)));
    return futures;
  }

  /** The connection was lost: the transaction may have been committed. */
  static boolean isInDoubt(Throwable e) {
    return e instanceof ConnectionLostException;
  }

  static boolean isDuplicateKey(Throwable e) {
    return e instanceof MySQLException mysql && mysql.getErrorCode() == DUPLICATE_KEY;
  }

  private <T> Future<T> attempt(Supplier<Future<T>> work, Set<Integer> retried, int attempt) {
    return work.get()
        .recover(
            e ->
                attempt < MAX_ATTEMPTS
                        && e instanceof MySQLException mysql
                        && retried.contains(mysql.getErrorCode())
                    ? again(() -> attempt(work, retried, attempt + 1))
                    : Future.failedFuture(e));
  }
}
