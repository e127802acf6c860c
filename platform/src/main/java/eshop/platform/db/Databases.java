package eshop.platform.db;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.sqlclient.ClientBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the connection pools of a node, every connection with a {@link ConnectionGuard}. The
 * session settings are part of what makes the barrier and the conditional UPDATEs right, so they
 * are set here once for every service: READ COMMITTED (no gap locks, every statement sees what is
 * committed), strict SQL mode (a value that does not fit is an error, never cut), short lock waits.
 *
 * <p>One object a node: its pools share what they know of a server that cannot be reached.
 * Thread-safe.
 */
public final class Databases {
  private static final Logger LOG = LoggerFactory.getLogger(Databases.class);

  /** A statement, because the variable has another name on each of MySQL 8 and MariaDB 10.11. */
  private static final String ISOLATION = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";

  /** The driver's own limit of 2048 would leave out the statements of batches. */
  private static final int CACHED_SQL_MAX = 32 * 1024;

  /** A connection nobody used for so long is closed. */
  private static final int IDLE_S = 15;

  /**
   * The server in turn drops a node that is silent; longer than a pool keeps an idle connection.
   */
  private static final String SESSION =
      "SET SESSION innodb_lock_wait_timeout=1, wait_timeout=30,"
          + " sql_mode='STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO',"
          + " time_zone='+00:00'";

  /**
   * A node that is frozen in the middle of a transaction holds locks on rows that others want.
   * MariaDB ends such a transaction after two idle seconds; to MySQL, which has no such setting,
   * this is a comment, and its wait_timeout does it later.
   */
  private static final String IN_TRANSACTIONS =
      ", autocommit=0 /*M!100302 , idle_transaction_timeout=2 */";

  private static final String END = "KILL CONNECTION_ID()";

  /** Statements sent on one connection before the first is answered. */
  private static final int PIPELINING_LIMIT = 64;

  private final Vertx vertx;
  private final Map<String, ServerReachability> servers = new ConcurrentHashMap<>();

  /** Opens nothing yet. */
  public Databases(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * A pool for single statements; connections are opened when first needed, so this neither blocks
   * nor fails. UPDATE counts are of matched rows (the protocol's FOUND_ROWS); INSERT IGNORE counts
   * are of inserted rows. Statements fail with {@link ConnectionLostException} or {@link
   * DatabaseUnreachableException} where the database is to blame.
   */
  public Pool open(DatabaseConfig config) {
    return open(config, config.poolSize(), SESSION);
  }

  /**
   * Connections for transactions of several statements. They have autocommit off, so that
   * statements can be sent together without waiting for each other: when one of them ends the
   * transaction by an error (a deadlock does), those behind it begin a new one, which is rolled
   * back, instead of being committed each by itself.
   *
   * @param size transactions at once, at most
   */
  public Transactions openForTransactions(DatabaseConfig config, int size) {
    Pool pool = open(config, size, SESSION + IN_TRANSACTIONS);
    return new Transactions(vertx, pool, config.toString(), config.transactionTimeoutMs());
  }

  private Pool open(DatabaseConfig config, int size, String session) {
    ServerReachability server =
        servers.computeIfAbsent(
            config.host() + ":" + config.port(),
            address -> new ServerReachability(address, System::nanoTime));
    return ClientBuilder.pool(
        new GuardedDriver(server, config.transactionTimeoutMs()),
        builder ->
            builder
                .using(vertx)
                .connectingTo(connectOptions(config))
                .with(poolOptions(config, size))
                .with(transport(config))
                .withConnectHandler(connection -> prepareSession(connection, config, session)));
  }

  private static MySQLConnectOptions connectOptions(DatabaseConfig config) {
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
    return connect;
  }

  private static PoolOptions poolOptions(DatabaseConfig config, int size) {
    return new PoolOptions()
        .setName(config.schema())
        .setMaxSize(size)
        .setIdleTimeout(IDLE_S)
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        .setMaxWaitQueueSize(config.maxWaitQueue())
        .setConnectionTimeout(config.waitTimeoutMs())
        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS);
  }

  /**
   * The limit without a byte is for the handshake; then the {@link ConnectionGuard} has its own.
   */
  private static NetClientOptions transport(DatabaseConfig config) {
    return new NetClientOptions()
        .setConnectTimeout(config.connectTimeoutMs())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setReadIdleTimeout(config.connectTimeoutMs())
        .setTcpNoDelay(true)
        .setTcpKeepAlive(true);
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
