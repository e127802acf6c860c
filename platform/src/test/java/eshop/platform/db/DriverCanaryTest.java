package eshop.platform.db;

import static eshop.testkit.DeployedService.await;
import static org.assertj.core.api.Assertions.assertThat;

import eshop.faults.TcpProxy;
import eshop.testkit.RealMariaDb;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.mysqlclient.MySQLBuilder;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Watches the bare driver for the defects that {@link GuardedDriver} works around. A failure here
 * is good news: the driver was mended, and the part of the guard that the message names may go.
 */
class DriverCanaryTest {
  @RegisterExtension static final RealMariaDb DB = new RealMariaDb();

  private Vertx vertx;
  private TcpProxy proxy;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    proxy = TcpProxy.to(DB.host(), DB.port());
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
    await(vertx.close());
  }

  @Test
  void ofSeveralStatementsOnAConnectionThatBreaksOnlyTheFirstFails() {
    SqlConnection connection = await(bare(new NetClientOptions()).getConnection());
    await(send(connection));
    proxy.silence();
    List<Future<RowSet<Row>>> sent =
        await(
            Future.future(
                promise ->
                    vertx.runOnContext(
                        go ->
                            promise.complete(
                                Stream.generate(() -> send(connection)).limit(3).toList()))));
    Awaitility.await().until(() -> proxy.heldBack() > 0);

    proxy.reset();

    Awaitility.await().until(() -> sent.get(0).failed());
    Awaitility.await()
        .during(Duration.ofMillis(300))
        .untilAsserted(
            () ->
                assertThat(sent.stream().filter(Future::isComplete))
                    .as(
                        "vertx-mysql-client fails all statements in flight now:"
                            + " ConnectionGuard need not do that any more")
                    .hasSize(1));
  }

  @Test
  void transportOptionsOfAPoolAreIgnored() {
    proxy.silence();
    NetClientOptions impatient =
        new NetClientOptions().setIdleTimeoutUnit(TimeUnit.MILLISECONDS).setReadIdleTimeout(50);

    Future<SqlConnection> connecting = bare(impatient).getConnection();

    Awaitility.await()
        .during(Duration.ofMillis(500))
        .untilAsserted(
            () ->
                assertThat(connecting.isComplete())
                    .as(
                        "vertx-mysql-client heeds NetClientOptions now:"
                            + " GuardedDriver.TransportVertx may go")
                    .isFalse());
  }

  private static Future<RowSet<Row>> send(SqlConnection connection) {
    return connection.preparedQuery("SELECT ? + 1").execute(Tuple.of(1));
  }

  private Pool bare(NetClientOptions transport) {
    MySQLConnectOptions options =
        new MySQLConnectOptions()
            .setHost("127.0.0.1")
            .setPort(proxy.port())
            .setUser(DB.user())
            .setPassword(DB.password())
            .setCachePreparedStatements(true)
            .setPipeliningLimit(64);
    return MySQLBuilder.pool(
        builder ->
            builder
                .using(vertx)
                .connectingTo(options)
                .with(new PoolOptions().setMaxSize(1))
                .with(transport));
  }
}
