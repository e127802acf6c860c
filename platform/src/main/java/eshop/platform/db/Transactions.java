package eshop.platform.db;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Function;

/**
 * Transactions on connections that have autocommit off. Only so may statements be sent together:
 * one behind a deadlock, which ends the transaction, begins a new one that is rolled back, instead
 * of being committed by itself.
 *
 * <p>Every transaction ends within the database's {@code transactionTimeoutMs}. When it does not,
 * its connection is closed and never used again, so that a statement without an answer holds up
 * nothing behind it.
 *
 * <p>Not thread-safe; used on one event loop.
 */
public final class Transactions {
  private static final String AUTOCOMMIT = "SELECT @@SESSION.autocommit";
  private static final String COMMIT = "COMMIT";
  private static final String ROLLBACK = "ROLLBACK";

  private final Vertx vertx;
  private final Pool pool;
  private final String database;
  private final long timeoutMs;
  private boolean checked;

  /**
   * Uses the pool and closes it with {@link #close}. {@link Databases#openForTransactions} makes
   * one with a fitting pool.
   *
   * @param pool all of its connections with autocommit off; others fail every transaction
   * @param database the address for messages, without the password
   * @param timeoutMs how long a transaction may take, the wait for a connection included
   */
  public Transactions(Vertx vertx, Pool pool, String database, long timeoutMs) {
    this.vertx = vertx;
    this.pool = pool;
    this.database = database;
    this.timeoutMs = timeoutMs;
  }

  /**
   * Lends a connection for one transaction. The work ends it, by {@link #commit} or {@link
   * #rollback}; when its future fails, all is rolled back, and that first failure is told, whatever
   * becomes of the rollback.
   *
   * @return fails with {@link DatabaseUnreachableException} when no connection could be had and
   *     nothing was done, with {@link ConnectionLostException} when the connection was lost or the
   *     time was over, else with the work's own failure
   */
  public <T> Future<T> run(Function<SqlConnection, Future<T>> work) {
    Attempt<T> attempt = new Attempt<>(work);
    attempt.start();
    return attempt.result.future();
  }

  /** Makes durable what was done. */
  public static Future<RowSet<Row>> commit(SqlConnection connection) {
    return connection.query(COMMIT).execute();
  }

  /** Leaves nothing of what was done. */
  public static Future<RowSet<Row>> rollback(SqlConnection connection) {
    return connection.query(ROLLBACK).execute();
  }

  /** Closes the connections. */
  public Future<Void> close() {
    return pool.close();
  }

  /** One transaction and its time limit. */
  private final class Attempt<T> {
    private final Function<SqlConnection, Future<T>> work;
    private final Promise<T> result = Promise.promise();
    private SqlConnection lent;

    Attempt(Function<SqlConnection, Future<T>> work) {
      this.work = work;
    }

    void start() {
      long limit = vertx.setTimer(timeoutMs, fired -> timeOver());
      pool.getConnection().onFailure(e -> result.tryFail(unreachable(e))).onSuccess(this::use);
      result.future().onComplete(done -> vertx.cancelTimer(limit));
    }

    private void use(SqlConnection connection) {
      if (result.future().isComplete()) {
        connection.close();
        return;
      }
      lent = connection;
      usable(connection)
          .compose(work)
          .recover(failure -> rolledBack(connection, failure))
          .eventually(connection::close)
          .onComplete(
              done -> {
                if (done.succeeded()) {
                  result.tryComplete(done.result());
                } else {
                  result.tryFail(done.cause());
                }
              });
    }

    private void timeOver() {
      String limit = "no end of the transaction within " + timeoutMs + " ms";
      if (lent == null) {
        result.tryFail(unreachable(new IllegalStateException("no connection within the time")));
        return;
      }
      close(lent, limit);
      result.tryFail(new ConnectionLostException(database, limit, null));
    }
  }

  private DatabaseUnreachableException unreachable(Throwable e) {
    return e instanceof DatabaseUnreachableException known
        ? known
        : new DatabaseUnreachableException(database, e);
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

  /** A connection that cannot roll back must not be used again. */
  private static <T> Future<T> rolledBack(SqlConnection connection, Throwable failure) {
    return rollback(connection)
        .onFailure(e -> close(connection, "ROLLBACK failed: " + e.getMessage()))
        .transform(done -> Future.failedFuture(failure));
  }

  private static void close(SqlConnection connection, String reason) {
    ConnectionGuard.of(connection).ifPresent(guard -> guard.close(reason));
  }
}
