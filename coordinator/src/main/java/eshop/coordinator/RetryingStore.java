package eshop.coordinator;

import io.vertx.core.Future;
import io.vertx.mysqlclient.MySQLException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs statements and transactions, again when the database says that nothing was done and another
 * try may help: 1213 deadlock, 1205 lock wait timeout, 1020 changed since last read. Two
 * coordinators on one database cause these in normal work.
 */
final class RetryingStore {
  private static final Set<Integer> TRY_AGAIN = Set.of(1213, 1205, 1020);
  private static final int DUPLICATE_KEY = 1062;
  private static final int MAX_ATTEMPTS = 4;

  private final Pool pool;

  RetryingStore(Pool pool) {
    this.pool = pool;
  }

  /** One statement in a transaction of its own. */
  Future<RowSet<io.vertx.sqlclient.Row>> execute(String sql, Tuple parameters) {
    return attempt(() -> pool.preparedQuery(sql).execute(parameters), 1);
  }

  /** Commits what {@code work} did, or rolls it back when its future fails. */
  <T> Future<T> transaction(Function<SqlConnection, Future<T>> work) {
    return attempt(() -> pool.withTransaction(work), 1);
  }

  static boolean isDuplicateKey(Throwable e) {
    return e instanceof MySQLException mysql && mysql.getErrorCode() == DUPLICATE_KEY;
  }

  private static <T> Future<T> attempt(Supplier<Future<T>> work, int attempt) {
    return work.get()
        .recover(
            e ->
                attempt < MAX_ATTEMPTS && mayTryAgain(e)
                    ? attempt(work, attempt + 1)
                    : Future.failedFuture(e));
  }

  private static boolean mayTryAgain(Throwable e) {
    return e instanceof MySQLException mysql && TRY_AGAIN.contains(mysql.getErrorCode());
  }
}
