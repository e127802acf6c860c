package eshop.transactions;

import io.vertx.core.Future;
import io.vertx.mysqlclient.MySQLException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
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

  /** Fails (1242) unless the statement before it hit so many rows; it returns no rows itself. */
  private static final String EXPECT =
      "SET @hit = IF(ROW_COUNT() = %d, 1, (SELECT 1 UNION ALL SELECT 2))";

  /** Far below max_allowed_packet; what is longer gains nothing by saving a round trip. */
  private static final int ALONE_MAX_CHARS = 64 * 1024;

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

  /**
   * A whole transaction in one round trip: its statements and the COMMIT, as one text. The server
   * stops at the first that fails, and one that hits other than its number of rows is made to fail;
   * so either all did what they should and it is durable, or nothing is left.
   *
   * <p>For what usually goes well. A failure does not tell which statement it was: whoever must
   * know does the same once more, statement by statement, as {@code otherwise} does.
   *
   * @param statements one or more, together below 64 Ki characters, else {@code otherwise} is taken
   * @param otherwise begins a transaction of its own when the database refused this one. Not asked
   *     when the connection was lost: then the outcome is unknown, and the future fails
   */
  public <T> Future<T> alone(
      List<SqlStatement> statements, T done, Function<SqlConnection, Future<T>> otherwise) {
    String text = text(statements);
    return run(
        connection ->
            text.length() > ALONE_MAX_CHARS
                ? otherwise.apply(connection)
                : connection
                    .query(text)
                    .execute()
                    .map(done)
                    .recover(failure -> instead(connection, failure, otherwise)));
  }

  private static <T> Future<T> instead(
      SqlConnection connection, Throwable failure, Function<SqlConnection, Future<T>> otherwise) {
    return failure instanceof MySQLException
        ? rollback(connection).compose(undone -> otherwise.apply(connection))
        : Future.failedFuture(failure);
  }

  /** Makes durable what was done. */
  public static Future<RowSet<Row>> commit(SqlConnection connection) {
    return connection.query(COMMIT).execute();
  }

  /** Leaves nothing of what was done. */
  public static Future<RowSet<Row>> rollback(SqlConnection connection) {
    return connection.query(ROLLBACK).execute();
  }

  private static String text(List<SqlStatement> statements) {
    StringBuilder text = new StringBuilder();
    for (SqlStatement statement : statements) {
      text.append(statement.text()).append(';');
      if (statement.rows() != SqlStatement.ANY) {
        text.append(EXPECT.formatted(statement.rows())).append(';');
      }
    }
    return text.append(COMMIT).toString();
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
