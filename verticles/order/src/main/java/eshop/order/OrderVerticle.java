package eshop.order;

import eshop.platform.bus.BusEndpoint;
import eshop.platform.config.ConfigReader;
import eshop.platform.db.MySqlPools;
import eshop.platform.db.SchemaMigration;
import eshop.platform.grpc.GrpcEndpointServer;
import eshop.platform.management.Readiness;
import eshop.saga.BarrierBranchWriter;
import eshop.saga.DtmClient;
import eshop.saga.DtmQuery;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.util.List;

/**
 * The order service: starts sagas, is itself the first branch of each, and tells where an order
 * stands. Wires the service to its schema, its gRPC port and its bus addresses.
 */
public final class OrderVerticle extends VerticleBase {
  private static final String CHECK = "order.database";

  private Pool pool;
  private DtmClient dtm;
  private DtmQuery dtmQuery;
  private GrpcEndpointServer server;
  private BusEndpoint bus;

  @Override
  public Future<?> start() {
    OrderConfig config = ConfigReader.read(config(), OrderConfig.class, "order");
    pool = MySqlPools.open(vertx, config.database());
    dtm = DtmClient.create(vertx, config.dtm());
    dtmQuery = DtmQuery.create(vertx, config.dtm());
    OrderRepository repository = new OrderRepository(pool);
    OrderService orders =
        new OrderService(
            new OrderSaga(config.branches(), config.saga()),
            dtm,
            dtmQuery,
            new BarrierBranchWriter<>(vertx, pool, repository),
            repository);
    Readiness.of(vertx).register(CHECK, repository::ping);
    return SchemaMigration.migrate(vertx, config.database(), "order")
        .compose(done -> listen(config, orders, repository))
        .compose(
            done -> {
              bus = new OrderBusEndpoint(orders).serve(vertx);
              return bus.ready();
            });
  }

  /** First no new work, then the connections under it. */
  @Override
  public Future<?> stop() {
    Readiness.of(vertx).unregister(CHECK);
    return bus.close()
        .compose(done -> server.close())
        .compose(done -> dtm.close())
        .compose(done -> dtmQuery.close())
        .compose(done -> pool.close());
  }

  private Future<Void> listen(OrderConfig config, OrderService orders, OrderRepository repository) {
    return GrpcEndpointServer.start(
            vertx,
            "order.grpc",
            config.grpc(),
            List.of(new OrderGrpcEndpoint(orders).service()),
            repository::ping)
        .onSuccess(started -> server = started)
        .mapEmpty();
  }
}
