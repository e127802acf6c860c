package eshop.coupon;

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
 * The coupon service: third branch of an order's saga, only of an order that has a coupon. A coupon
 * is used by one order at most, and only that order frees it again.
 */
public final class CouponVerticle extends VerticleBase {
  private static final String NAME = "coupon";

  private final NodeContext node;

  private CouponRepository repository;
  private BarrierHousekeeping housekeeping;
  private GrpcEndpointServer grpc;
  private BusEndpoint bus;

  /** Undeployed, it takes nothing with it that others of the node use. */
  public CouponVerticle(NodeContext node) {
    this.node = node;
  }

  @Override
  public Future<?> start() {
    CouponConfig config = ConfigReader.read(config(), CouponConfig.class, NAME);
    return SchemaMigration.migrate(vertx, config.database(), NAME)
        .compose(migrated -> serve(config))
        .onSuccess(serving -> node.readiness().register(NAME, repository::isWritable));
  }

  private Future<Void> serve(CouponConfig config) {
    repository = CouponRepository.open(vertx, node, config.database());
    housekeeping = repository.housekeeping(config.dtm(), config.housekeeping());
    CouponService service = new CouponService(repository, repository.writer());
    CallerProof proof = CallerProof.of(config.proof());
    BranchEndpoint endpoint =
        new CouponGrpcEndpoint(service, proof).endpoint(housekeeping.lateCalls());
    return GrpcEndpointServer.start(
            vertx,
            node.localMethods(),
            "coupon.grpc",
            config.grpc(),
            List.of(endpoint.build()),
            repository::isWritable,
            endpoint::overHttp)
        .compose(
            listening -> {
              grpc = listening.serveLocally(endpoint.local());
              bus = new CouponBusEndpoint(service).serve(vertx, node.localAddresses());
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
