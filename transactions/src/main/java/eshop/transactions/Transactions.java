package eshop.transactions;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Function;

/**
 * Transactions on a pool whose connections have autocommit off, which is asked once. Only so may
 * statements be sent together: one behind a deadlock, which ends the transaction, begins a new one
 * that is rolled back, instead of being committed by itself.
 *
 * <p>Not thread-safe; used on one event loop.
 */
public final class Transactions {
  private static final String AUTOCOMMIT = "SELECT @@SESSION.autocommit";
  private static final String COMMIT = "COMMIT";
  private static final String ROLLBACK = "ROLLBACK";

  private final Pool pool;
  private boolean checked;

  /**
   * Uses the pool, which stays the caller's to close.
   *
   * @param pool all of its connections with autocommit off; others fail every transaction
   */
  public Transactions(Pool pool) {
    this.pool = pool;
  }

  /**
   * Lends a connection for one transaction. The work ends it, by {@link #commit} or {@link
   * #rollback}; when its future fails, all is rolled back, and that first failure is told, whatever
   * becomes of the rollback.
   */
  public <T> Future<T> run(Function<SqlConnection, Future<T>> work) {
    return pool.getConnection()
        .compose(
            connection ->
                usable(connection)
                    .compose(work)
                    .recover(failure -> rolledBack(connection, failure))
                    .eventually(connection::close));
  }

  /** Makes durable what was done. */
  public static Future<RowSet<Row>> commit(SqlConnection connection) {
    return connection.query(COMMIT).execute();
  }

  /** Leaves nothing of what was done. */
  public static Future<RowSet<Row>> rollback(SqlConnection connection) {
    return connection.query(ROLLBACK).execute();
  }

  /** Asked once: all connections of a pool are set up alike. */
  private Future<SqlConnection> usable(SqlConnection connection) {
    if (checked) {
      return Future.succeededFuture(connection);
    }
    return connection
        .query(AUTOCOMMIT)
        .execute()
        .map(
            set -> {
              if (set.iterator().next().getInteger(0) != 0) {
                throw new IllegalStateException("transactions need a pool with autocommit off");
              }
              checked = true;
              return connection;
            });
  }

  private static <T> Future<T> rolledBack(SqlConnection connection, Throwable failure) {
    return rollback(connection).transform(done -> Future.failedFuture(failure));
  }
}
