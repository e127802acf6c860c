package eshop.platform.db;

import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLBuilder;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the connection pool of one service. The session settings are part of what makes the barrier
 * and the conditional UPDATEs right, so they are set here once for every service: READ COMMITTED
 * (no gap locks, every statement sees what is committed), strict SQL mode (a value that does not
 * fit is an error, never cut), short lock waits.
 */
public final class MySqlPools {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlPools.class);

  /** A statement, because the variable has another name on each of MySQL 8 and MariaDB 10.11. */
  private static final String ISOLATION = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";

  /** The driver's own limit of 2048 would leave out the statements of batches. */
  private static final int CACHED_SQL_MAX = 32 * 1024;

  /** A connection nobody used for so long is closed. */
  private static final int IDLE_S = 15;

  /** A server that is silent for longer is lost: no statement of ours takes as long. */
  private static final int SILENCE_S = 20;

  /**
   * The server in turn drops a node that is silent; longer than a pool keeps an idle connection.
   */
  private static final String SESSION =
      "SET SESSION innodb_lock_wait_timeout=1, wait_timeout=30,"
          + " sql_mode='STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO',"
          + " time_zone='+00:00'";

  /**
   * A node that is frozen in the middle of a transaction holds locks on rows that others want.
   * MariaDB ends such a transaction after the time of a saga's lease; to MySQL, which has no such
   * setting, this is a comment, and its wait_timeout does it later.
   */
  private static final String IN_TRANSACTIONS =
      ", autocommit=0 /*M!100302 , idle_transaction_timeout=10 */";

  private static final String END = "KILL CONNECTION_ID()";

  /** Statements sent on one connection before the first is answered. */
  private static final int PIPELINING_LIMIT = 64;

  private MySqlPools() {}

  /**
   * A pool; connections are opened when first needed, so this neither blocks nor fails. UPDATE
   * counts are of matched rows (the protocol's FOUND_ROWS); INSERT IGNORE counts are of inserted
   * rows.
   */
  public static Pool open(Vertx vertx, DatabaseConfig config) {
    return open(vertx, config, config.poolSize(), SESSION);
  }

  /**
   * A pool for transactions only: its connections have autocommit off, so that statements can be
   * sent together without waiting for each other. When one of them ends the transaction by an error
   * (a deadlock does), those behind it begin a new one, which is rolled back, instead of being
   * committed each by itself. Whoever takes a connection ends with COMMIT or ROLLBACK.
   *
   * @param size transactions at once, at most
   */
  public static Pool openForTransactions(Vertx vertx, DatabaseConfig config, int size) {
    return open(vertx, config, size, SESSION + IN_TRANSACTIONS);
  }

  private static Pool open(Vertx vertx, DatabaseConfig config, int size, String session) {
    MySQLConnectOptions connect =
        new MySQLConnectOptions()
            .setHost(config.host())
            .setPort(config.port())
            .setUser(config.user())
            .setPassword(config.password())
            .setDatabase(config.schema())
            .setPipeliningLimit(PIPELINING_LIMIT)
            .setCharset("utf8mb4")
            .setCollation("utf8mb4_general_ci")
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(256)
            .setPreparedStatementCacheSqlLimit(CACHED_SQL_MAX);
    connect.setReconnectAttempts(0);
    config.tls().applyTo(connect);
    PoolOptions pool =
        new PoolOptions()
            .setName(config.schema())
            .setMaxSize(size)
            .setIdleTimeout(IDLE_S)
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setMaxWaitQueueSize(config.maxWaitQueue())
            .setConnectionTimeout(config.waitTimeoutMs())
            .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS);
    return MySQLBuilder.pool(
        builder ->
            builder
                .using(vertx)
                .connectingTo(connect)
                .with(pool)
                .with(
                    new io.vertx.core.net.NetClientOptions()
                        .setConnectTimeout(config.connectTimeoutMs())
                        .setReadIdleTimeout(SILENCE_S)
                        .setTcpNoDelay(true))
                .withConnectHandler(connection -> prepareSession(connection, config, session)));
  }

  /** A connection without these settings must never be used: the server is told to end it. */
  private static void prepareSession(
      SqlConnection connection, DatabaseConfig config, String session) {
    connection
        .query(ISOLATION)
        .execute()
        .compose(set -> connection.query(session).execute())
        .onSuccess(set -> connection.close())
        .onFailure(
            e -> {
              LOG.error("session settings refused by {}", config, e);
              connection.query(END).execute().onComplete(ended -> connection.close());
            });
  }
}
