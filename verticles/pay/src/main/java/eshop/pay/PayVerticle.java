package eshop.pay;

import eshop.platform.bus.BusEndpoint;
import eshop.platform.config.ConfigReader;
import eshop.platform.db.SchemaMigration;
import eshop.platform.grpc.GrpcEndpointServer;
import eshop.platform.node.NodeContext;
import eshop.saga.BarrierHousekeeping;
import eshop.saga.BranchEndpoint;
import eshop.saga.CallerProof;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;

/**
 * The pay service: last branch of an order's saga. It writes what is to be paid; the money itself
 * moves elsewhere.
 */
public final class PayVerticle extends VerticleBase {
  private static final String NAME = "pay";

  private final NodeContext node;

  private PayRepository repository;
  private BarrierHousekeeping housekeeping;
  private GrpcEndpointServer grpc;
  private BusEndpoint bus;

  /** Undeployed, it takes nothing with it that others of the node use. */
  public PayVerticle(NodeContext node) {
    this.node = node;
  }

  @Override
  public Future<?> start() {
    PayConfig config = ConfigReader.read(config(), PayConfig.class, NAME);
    return SchemaMigration.migrate(vertx, config.database(), NAME)
        .compose(migrated -> serve(config))
        .onSuccess(serving -> node.readiness().register(NAME, repository::isWritable));
  }

  private Future<Void> serve(PayConfig config) {
    repository = PayRepository.open(vertx, node, config.database());
    housekeeping = repository.housekeeping(config.dtm(), config.housekeeping());
    PayService service = new PayService(repository, repository.writer());
    CallerProof proof = CallerProof.of(config.proof());
    BranchEndpoint endpoint =
        new PayGrpcEndpoint(service, proof).endpoint(housekeeping.lateCalls());
    return GrpcEndpointServer.start(
            vertx,
            node.localMethods(),
            "pay.grpc",
            config.grpc(),
            List.of(endpoint.build()),
            repository::isWritable,
            endpoint::overHttp)
        .compose(
            listening -> {
              grpc = listening.serveLocally(endpoint.local());
              bus = new PayBusEndpoint(service).serve(vertx, node.localAddresses());
              return bus.ready();
            });
  }

  /** First no new work, then the connections under it. */
  @Override
  public Future<?> stop() {
    node.readiness().unregister(NAME);
    return bus.close()
        .compose(left -> grpc.close())
        .eventually(housekeeping::close)
        .compose(closed -> repository.close());
  }

  /** The port its gRPC server really listens on, once started. */
  public int grpcPort() {
    return grpc.port();
  }
}
