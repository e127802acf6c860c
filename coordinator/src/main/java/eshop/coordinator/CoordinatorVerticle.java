package eshop.coordinator;

import eshop.platform.config.ConfigException;
import eshop.platform.config.ConfigReader;
import eshop.platform.config.Listening;
import eshop.platform.db.SchemaMigration;
import eshop.platform.db.Transactions;
import eshop.platform.grpc.GrpcEndpointServer;
import eshop.platform.node.NodeContext;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The embedded transaction manager: to the services what dtm is, on dtm's ports and with dtm's
 * tables. Several may run on one database; they share the work by leases.
 */
public final class CoordinatorVerticle extends VerticleBase {
  private static final String CHECK = "coordinator.database";
  private static final Set<String> DTM_TABLES = Set.of("trans_global", "trans_branch_op");
  private static final int IDLE_TIMEOUT_S = 60;
  private static final long DRAIN_S = 10;

  private final NodeContext node;

  private Pool pool;
  private Transactions transactions;
  private MySqlTransStore store;
  private UrlBranchCaller branches;
  private SagaRunner runner;
  private AwayHosts away;
  private EndedSweeper sweeper;
  private GrpcEndpointServer grpc;
  private HttpServer http;

  /** A coordinator of this node. */
  public CoordinatorVerticle(NodeContext node) {
    this.node = node;
  }

  @Override
  public Future<?> start() {
    CoordinatorConfig config = ConfigReader.read(config(), CoordinatorConfig.class, "coordinator");
    Clock clock = Clock.system(ZoneId.systemDefault());
    pool = node.databases().open(config.database());
    transactions =
        node.databases().openForTransactions(config.database(), MySqlTransStore.TRANSACTIONS);
    store = new MySqlTransStore(vertx, pool, transactions, clock.getZone());
    branches = new UrlBranchCaller(vertx, node.localMethods(), config);
    runner = new SagaRunner(vertx, store, branches, config.runnerOptions(), clock);
    away = new AwayHosts(vertx, config.wake(), branches.probe(), runner::wakeWaiting, clock);
    branches.tell(away::note);
    sweeper = new EndedSweeper(vertx, store, config.housekeeping(), clock);
    DtmApi api = new DtmApi(new SubmitReader(config.allowedHosts(), clock), runner, store);
    TransJson json = new TransJson(clock.getZone());
    node.readiness().register(CHECK, store::isWritable);
    return config
        .branchTls()
        .check(vertx, "coordinator.branchTls")
        .compose(done -> SchemaMigration.migrate(vertx, config.database(), "dtm", DTM_TABLES))
        .compose(done -> listenGrpc(config, api))
        .compose(done -> listenHttp(config, new DtmHttpApi(api, runner, store, json, config)))
        .onSuccess(done -> startWork());
  }

  private void startWork() {
    store.queues().forEach(node.writeQueues()::add);
    runner.start();
    sweeper.start();
  }

  /** No new saga, the end of the runs in flight, then the connections they needed. */
  @Override
  public Future<?> stop() {
    node.readiness().unregister(CHECK);
    store.queues().forEach(node.writeQueues()::remove);
    sweeper.stop();
    away.stop();
    return Future.join(grpc.close(), http.shutdown(DRAIN_S, TimeUnit.SECONDS))
        .eventually(runner::stop)
        .eventually(branches::close)
        .eventually(transactions::close)
        .eventually(pool::close);
  }

  /** The port really listened on. */
  public int grpcPort() {
    return grpc.port();
  }

  /** The port really listened on. */
  public int httpPort() {
    return http.actualPort();
  }

  private Future<Void> listenGrpc(CoordinatorConfig config, DtmApi api) {
    DtmGrpcApi endpoint = new DtmGrpcApi(api);
    return GrpcEndpointServer.start(
            vertx,
            node.localMethods(),
            "coordinator",
            "coordinator.grpcPort",
            config.grpc(),
            List.of(endpoint),
            store::isWritable)
        .onSuccess(started -> grpc = started.serveLocally(endpoint.local()))
        .mapEmpty();
  }

  private Future<Void> listenHttp(CoordinatorConfig config, DtmHttpApi api) {
    return vertx
        .createHttpServer(
            new HttpServerOptions()
                .setIdleTimeout(IDLE_TIMEOUT_S)
                .setTcpNoDelay(true)
                .setReusePort(config.reusePort()))
        .requestHandler(api.router(vertx))
        .listen(config.httpPort(), config.host())
        .onSuccess(started -> http = started)
        .recover(e -> Future.failedFuture(cannotListen(config, e)))
        .mapEmpty();
  }

  private static ConfigException cannotListen(CoordinatorConfig config, Throwable e) {
    return Listening.failed(
        "coordinator", "coordinator.httpPort", config.host(), config.httpPort(), e);
  }
}
