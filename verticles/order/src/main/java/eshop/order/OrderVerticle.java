package eshop.order;

import eshop.platform.bus.BusEndpoint;
import eshop.platform.config.ConfigReader;
import eshop.platform.db.SchemaMigration;
import eshop.platform.grpc.GrpcEndpointServer;
import eshop.platform.node.NodeContext;
import eshop.platform.tls.ClientTls;
import eshop.saga.BarrierHousekeeping;
import eshop.saga.BranchEndpoint;
import eshop.saga.CallerProof;
import eshop.saga.DtmQuery;
import eshop.saga.DtmTls;
import eshop.saga.SagaSubmitter;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;

/**
 * The order service: starts sagas, is itself the first branch of each, and tells where an order
 * stands.
 */
public final class OrderVerticle extends VerticleBase {
  private static final String NAME = "order";
  private static final String MANAGER = "order.manager";

  private final NodeContext node;

  private OrderRepository repository;
  private BarrierHousekeeping housekeeping;
  private SagaSubmitter dtm;
  private DtmQuery dtmQuery;
  private WaitingSagas waiting;
  private GrpcEndpointServer grpc;
  private BusEndpoint bus;

  /** Undeployed, it takes nothing with it that others of the node use. */
  public OrderVerticle(NodeContext node) {
    this.node = node;
  }

  @Override
  public Future<?> start() {
    OrderConfig config = ConfigReader.read(config(), OrderConfig.class, NAME);
    DtmTls tls = config.dtm().tls();
    return new ClientTls(tls.ca(), tls.cert(), tls.key())
        .check(vertx, "dtm.tls")
        .compose(checked -> SchemaMigration.migrate(vertx, config.database(), NAME))
        .compose(migrated -> serve(config))
        .onSuccess(serving -> node.readiness().register(NAME, repository::isWritable));
  }

  private Future<Void> serve(OrderConfig config) {
    repository = OrderRepository.open(vertx, node, config.database());
    housekeeping = repository.housekeeping(config.dtm(), config.housekeeping());
    dtm = config.saga().protocol().submitter(vertx, config.dtm(), node.localMethods()::call);
    dtmQuery = DtmQuery.create(vertx, config.dtm());
    CallerProof proof = CallerProof.of(config.proof());
    OrderSaga saga = new OrderSaga(config.branches(), config.saga(), proof);
    OrderService service = new OrderService(saga, dtm, dtmQuery, repository, repository.writer());
    BranchEndpoint endpoint =
        new OrderGrpcEndpoint(service, proof).endpoint(housekeeping.lateCalls());
    return GrpcEndpointServer.start(
            vertx,
            node.localMethods(),
            "order.grpc",
            config.grpc(),
            List.of(endpoint.build()),
            repository::isWritable,
            endpoint::overHttp)
        .compose(
            listening -> {
              grpc = listening.serveLocally(endpoint.local());
              bus = new OrderBusEndpoint(service).serve(vertx, node.localAddresses());
              node.readiness()
                  .register(MANAGER, () -> Future.succeededFuture(service.isManagerHealthy()));
              waiting = WaitingSagas.watch(vertx, node.localMethods(), config, dtmQuery);
              return bus.ready();
            });
  }

  /** First no new work, then the connections under it. */
  @Override
  public Future<?> stop() {
    node.readiness().unregister(NAME);
    node.readiness().unregister(MANAGER);
    return bus.close()
        .compose(left -> grpc.close())
        .eventually(housekeeping::close)
        .eventually(waiting::close)
        .compose(closed -> Future.join(dtm.close(), dtmQuery.close(), repository.close()));
  }

  /** The port its gRPC server really listens on, once started. */
  public int grpcPort() {
    return grpc.port();
  }
}
