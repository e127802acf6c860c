package eshop.saga;

import eshop.platform.db.Transactions;
import eshop.testkit.RealMariaDb;
import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLBuilder;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;

/**
 * Opens pools on a schema of its own in the real database, set up as the services' pools are.
 *
 * @param db the server
 * @param schema its schema
 */
record TestDatabase(RealMariaDb db, String schema) {

  private static final String DEFAULTS = "sql_mode='STRICT_TRANS_TABLES'";

  static TestDatabase fresh(RealMariaDb db) {
    return new TestDatabase(db, db.freshSchema("saga"));
  }

  MySQLConnectOptions options() {
    return new MySQLConnectOptions()
        .setHost(db.host())
        .setPort(db.port())
        .setUser(db.user())
        .setPassword(db.password())
        .setDatabase(schema)
        .setCachePreparedStatements(true);
  }

  Pool pool(Vertx vertx, int size) {
    return pool(vertx, options(), size, DEFAULTS);
  }

  /** For a branch writer. */
  Transactions writes(Vertx vertx, int size) {
    return writes(vertx, options(), size, DEFAULTS);
  }

  static Transactions writes(Vertx vertx, MySQLConnectOptions options, int size, String session) {
    Pool pool = pool(vertx, options, size, session + ", autocommit=0");
    return new Transactions(vertx, pool, "test", 20_000);
  }

  static Pool pool(Vertx vertx, MySQLConnectOptions options, int size, String session) {
    return MySQLBuilder.pool(
        builder ->
            builder
                .using(vertx)
                .connectingTo(options)
                .with(new PoolOptions().setMaxSize(size))
                .withConnectHandler(
                    connection ->
                        connection
                            .query("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
                            .execute()
                            .compose(set -> connection.query("SET SESSION " + session).execute())
                            .onComplete(done -> connection.close())));
  }
}
