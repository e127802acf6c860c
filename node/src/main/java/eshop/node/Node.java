package eshop.node;

import eshop.mariadb.EmbeddedMariaDb;
import eshop.mariadb.MariaDbOptions;
import eshop.mariadb.SupervisedMariaDb;
import eshop.node.books.BooksConfig;
import eshop.platform.bus.Heartbeats;
import eshop.platform.management.ManagementServer;
import eshop.platform.management.ProcessMeters;
import eshop.platform.node.NodeContext;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.NodeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running node: the embedded database if there is one, a clustered Vert.x, and the verticles
 * that were asked for. Its methods block and are for the launcher's and tests' own threads, never
 * for an event loop.
 */
public final class Node {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);
  private static final long START_TIMEOUT_S = 120;
  private static final long STOP_TIMEOUT_S = 20;
  private static final long CLOSE_TIMEOUT_S = 10;

  /** Longer than a batch that waits for a row in vain. */
  private static final long SLOW_WRITE_MS = 1_500;

  private final NodeConfig config;
  private final SupervisedMariaDb mariaDb;
  private final NodeConfig.Database server;
  private final NodeContext context;
  private final ProcessMeters processMeters;
  private final Map<VerticleName, String> deployments = new ConcurrentHashMap<>();
  private volatile boolean serving;
  private Context heartContext;
  private Heartbeats heartbeats;

  private Node(
      NodeConfig config,
      SupervisedMariaDb mariaDb,
      NodeConfig.Database server,
      NodeContext context,
      ProcessMeters processMeters) {
    this.config = config;
    this.mariaDb = mariaDb;
    this.server = server;
    this.context = context;
    this.processMeters = processMeters;
  }

  /**
   * Starts everything; returns when the node serves. On failure nothing is left running, and the
   * cause is a {@code ConfigException} with one line where a setting is to blame.
   */
  public static Node start(NodeConfig config) {
    return start(config, reason -> LOG.error("{}", reason));
  }

  /**
   * The same.
   *
   * @param fatal is told in one line why a node that serves can do so no more: its process should
   *     end
   */
  public static Node start(NodeConfig config, Consumer<String> fatal) {
    checkBefore(config);
    config
        .plainDatabases(config.database())
        .forEach(to -> LOG.warn("database {}: without TLS, set database.tls.mode", to));
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    // The database and the cluster take about equally long to come up and do not need each other.
    CompletableFuture<SupervisedMariaDb> database =
        CompletableFuture.supplyAsync(() -> startDatabase(config, fatal));
    Vertx vertx = null;
    try {
      Cluster.Member member = await(Cluster.join(config, metrics), START_TIMEOUT_S);
      vertx = member.vertx();
      SupervisedMariaDb mariaDb = database.join();
      NodeContext context = NodeContext.of(vertx, metrics);
      ProcessMeters process = ProcessMeters.bind(metrics);
      Node node = new Node(config, mariaDb, server(config, mariaDb), context, process);
      context.readiness().register("node", () -> Future.succeededFuture(node.serving));
      context
          .readiness()
          .register("writes", () -> Future.succeededFuture(context.writeQueues().areMoving()));
      await(
          ManagementServer.start(vertx, config.management(), context.readiness(), metrics),
          START_TIMEOUT_S);
      node.beat(member.manager());
      node.deployAll();
      node.serving = true;
      return node;
    } catch (RuntimeException e) {
      stopParts(vertx, database);
      throw e;
    }
  }

  /**
   * Says that it leaves and serves on for a moment, then takes nothing new and lets what is under
   * way end, within the limit of {@code stop}; then leaves the cluster and ends the embedded
   * database. What the limit cuts off another coordinator finishes, or this one after a restart.
   */
  public void stop() {
    serving = false;
    context.shutdown().give();
    heartContext.runOnContext(now -> heartbeats.beat());
    pause(config.stop().announceMs());
    undeployAll(System.nanoTime() + TimeUnit.SECONDS.toNanos(config.stop().drainS()));
    closeQuietly(context.vertx());
    processMeters.close();
    if (mariaDb != null) {
      mariaDb.stop();
    }
  }

  /** Takes one verticle out of this node, as if its service were stopped. */
  public void undeploy(String verticle) {
    await(context.vertx().undeploy(deployments.remove(VerticleName.of(verticle))), STOP_TIMEOUT_S);
  }

  /** Starts one verticle in this node. */
  public void deploy(String verticle) {
    await(deploy(VerticleName.of(verticle)), START_TIMEOUT_S);
  }

  /** The node's Vert.x, for callers on the event bus. */
  public Vertx vertx() {
    return context.vertx();
  }

  /** What the node's verticles share. */
  public NodeContext context() {
    return context;
  }

  /** What the node was started with. */
  public NodeConfig config() {
    return config;
  }

  /** Where the tables of this node's services are, with the password in use. */
  public BooksConfig books() {
    return config.books(server);
  }

  /** The database server in use, its password included. */
  NodeConfig.Database server() {
    return server;
  }

  /** From now on the other nodes know whether this one can do its work, and it knows of them. */
  private void beat(HealthAwareClusterManager manager) {
    String id = manager.getNodeId();
    NodeInfo bus = manager.getNodeInfo();
    heartbeats =
        new Heartbeats(
            context.vertx(),
            () ->
                new Heartbeats.Beat(
                    id, bus.host(), bus.port(), isWell(), context.localAddresses().all()),
            peers -> {
              manager.changed(peers);
              Heartbeats.Peer self = peers.get(id);
              context.localAddresses().prefer(self == null || self.last().ready());
            });
    heartContext = context.vertx().getOrCreateContext();
    heartContext.runOnContext(
        now -> {
          context.readiness().watch(context.vertx());
          heartbeats.start();
        });
  }

  /**
   * Whether requests should come here while another node can take them. Stricter than {@code
   * /ready}, because the others are asked in its place: writes that do not get through for a moment
   * are enough.
   */
  private boolean isWell() {
    return serving
        && context.readiness().isReady()
        && context.writeQueues().batchAgeMs() < SLOW_WRITE_MS;
  }

  /** Stage by stage, those of one stage at once: each brings its own schema up to date. */
  private void deployAll() {
    for (int stage = VerticleName.FIRST_STAGE; stage <= VerticleName.LAST_STAGE; stage++) {
      List<Future<Void>> deployed = new ArrayList<>();
      for (VerticleName verticle : config.verticles()) {
        if (verticle.stage() == stage) {
          deployed.add(deploy(verticle));
        }
      }
      await(Future.join(deployed), START_TIMEOUT_S);
    }
  }

  /** Callers before what they call: requests and sagas in flight still find their services. */
  private void undeployAll(long deadlineNanos) {
    for (int stage = VerticleName.LAST_STAGE; stage >= VerticleName.FIRST_STAGE; stage--) {
      List<Future<Void>> undeployed = new ArrayList<>();
      for (VerticleName verticle : VerticleName.values()) {
        String id = verticle.stage() == stage ? deployments.remove(verticle) : null;
        if (id != null) {
          undeployed.add(context.vertx().undeploy(id));
        }
      }
      try {
        long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        awaitMs(Future.join(undeployed), Math.max(0, leftMs));
      } catch (RuntimeException e) {
        LOG.warn("not everything ended within stop.drainS: {}", e.getMessage());
      }
    }
  }

  private Future<Void> deploy(VerticleName verticle) {
    DeploymentOptions options =
        new DeploymentOptions().setConfig(config.sectionOf(verticle, server));
    return context
        .vertx()
        .deployVerticle(verticle.create(context), options)
        .onSuccess(id -> deployments.put(verticle, id))
        .mapEmpty();
  }

  /**
   * What another program holds is found before anything runs: at once, and with nothing to undo.
   * The folder comes first, for a node started twice finds its ports taken too.
   */
  private static void checkBefore(NodeConfig config) {
    if (config.database().embedded()) {
      EmbeddedMariaDb.check(embedded(config));
    }
    Doors.check(config);
    Locks.check(config);
  }

  private static SupervisedMariaDb startDatabase(NodeConfig config, Consumer<String> fatal) {
    return config.database().embedded() ? SupervisedMariaDb.start(embedded(config), fatal) : null;
  }

  private static MariaDbOptions embedded(NodeConfig config) {
    return MariaDbOptions.in(config.databaseDir(), config.database().port());
  }

  private static NodeConfig.Database server(NodeConfig config, SupervisedMariaDb mariaDb) {
    return mariaDb == null
        ? config.database()
        : config.database().withServer(mariaDb.port(), EmbeddedMariaDb.USER, mariaDb.password());
  }

  private static void stopParts(Vertx vertx, CompletableFuture<SupervisedMariaDb> database) {
    if (vertx != null) {
      closeQuietly(vertx);
    }
    try {
      SupervisedMariaDb mariaDb = database.join();
      if (mariaDb != null) {
        mariaDb.stop();
      }
    } catch (CompletionException e) {
      LOG.debug("the database had not started", e);
    }
  }

  private static void closeQuietly(Vertx vertx) {
    try {
      await(vertx.close(), CLOSE_TIMEOUT_S);
    } catch (RuntimeException e) {
      LOG.warn("not everything could be closed in order", e);
    }
  }

  private static void pause(long ms) {
    try {
      TimeUnit.MILLISECONDS.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> T await(Future<T> future, long timeoutS) {
    return awaitMs(future, TimeUnit.SECONDS.toMillis(timeoutS));
  }

  private static <T> T awaitMs(Future<T> future, long timeoutMs) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(timeoutMs, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("not done within " + timeoutMs + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
