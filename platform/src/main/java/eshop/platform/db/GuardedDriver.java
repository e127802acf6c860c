package eshop.platform.db;

import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.spi.MySQLDriver;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.spi.ConnectionFactory;

/**
 * The driver of all our pools: vertx-mysql-client with what its connections lack. Each connection
 * gets a {@link ConnectionGuard} before its first use, attempts to connect follow the {@link
 * ServerReachability} of their server, and the transport options really apply: the driver 5.0.7
 * ignores them and would wait 60 s for a connection (docs/upstream.md).
 */
final class GuardedDriver extends MySQLDriver {
  private final ServerReachability server;
  private final long silenceMs;

  /**
   * A driver for one pool.
   *
   * @param silenceMs limit for the time without a byte while statements are in flight
   */
  GuardedDriver(ServerReachability server, long silenceMs) {
    this.server = server;
    this.silenceMs = silenceMs;
  }

  @Override
  public ConnectionFactory<MySQLConnectOptions> createConnectionFactory(
      Vertx vertx, NetClientOptions transport) {
    ConnectionFactory<MySQLConnectOptions> factory =
        super.createConnectionFactory(
            new TransportVertx((VertxInternal) vertx, transport), transport);
    return new GuardedConnections(factory);
  }

  private final class GuardedConnections implements ConnectionFactory<MySQLConnectOptions> {
    private final ConnectionFactory<MySQLConnectOptions> factory;

    GuardedConnections(ConnectionFactory<MySQLConnectOptions> factory) {
      this.factory = factory;
    }

    @Override
    public Future<SqlConnection> connect(Context context, MySQLConnectOptions options) {
      return server.attempt(context, () -> factory.connect(context, options).map(this::guarded));
    }

    private SqlConnection guarded(SqlConnection connection) {
      ConnectionGuard.install(connection, server.address(), silenceMs);
      return connection;
    }

    @Override
    public void close(Completable<Void> completion) {
      factory.close(completion);
    }
  }

  /** Makes network clients with these options whatever is asked for. */
  private static final class TransportVertx extends VertxWrapper {
    private final NetClientOptions transport;

    TransportVertx(VertxInternal vertx, NetClientOptions transport) {
      super(vertx);
      this.transport = transport;
    }

    @Override
    public NetClient createNetClient(NetClientOptions ignored) {
      return super.createNetClient(transport);
    }
  }
}
