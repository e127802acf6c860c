package eshop.stock;

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
 * The stock service: second branch of an order's saga. It is the pattern of the services with a
 * database of their own; who reads this module has read them all. From outside to inside:
 *
 * <ul>
 *   <li>{@link StockVerticle} wires and unwires, nothing else;
 *   <li>{@link StockConfig} is its section of the configuration;
 *   <li>{@link StockGrpcEndpoint} and {@link StockBusEndpoint} translate, for dtm and for other
 *       verticles;
 *   <li>{@link StockService} holds the rules, and knows neither wire nor SQL;
 *   <li>{@link StockEffect} is what a call writes, as data;
 *   <li>{@link StockRepository} holds all SQL; between service and repository stands the saga's
 *       {@code BranchWriter}, with the transaction and the barrier.
 * </ul>
 */
public final class StockVerticle extends VerticleBase {
  private static final String NAME = "stock";

  private final NodeContext node;

  private StockRepository repository;
  private BarrierHousekeeping housekeeping;
  private GrpcEndpointServer grpc;
  private BusEndpoint bus;

  /** Undeployed, it takes nothing with it that others of the node use. */
  public StockVerticle(NodeContext node) {
    this.node = node;
  }

  @Override
  public Future<?> start() {
    StockConfig config = ConfigReader.read(config(), StockConfig.class, NAME);
    return SchemaMigration.migrate(vertx, config.database(), NAME)
        .compose(migrated -> serve(config))
        .onSuccess(serving -> node.readiness().register(NAME, repository::isWritable));
  }

  private Future<Void> serve(StockConfig config) {
    repository = StockRepository.open(vertx, node, config.database());
    housekeeping = repository.housekeeping(config.dtm(), config.housekeeping());
    StockService service = new StockService(repository, repository.writer());
    CallerProof proof = CallerProof.of(config.proof());
    BranchEndpoint endpoint =
        new StockGrpcEndpoint(service, proof).endpoint(housekeeping.lateCalls());
    return GrpcEndpointServer.start(
            vertx,
            node.localMethods(),
            "stock.grpc",
            config.grpc(),
            List.of(endpoint.build()),
            repository::isWritable,
            endpoint::overHttp)
        .compose(
            listening -> {
              grpc = listening.serveLocally(endpoint.local());
              bus = new StockBusEndpoint(service).serve(vertx, node.localAddresses());
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
