package eshop.node;

import com.hazelcast.config.Config;
import com.hazelcast.config.InvalidConfigurationException;
import com.hazelcast.config.XmlConfigBuilder;
import eshop.platform.bus.FailedSends;
import eshop.platform.config.ConfigException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.VertxPrometheusOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the clustered Vert.x of a node: Hazelcast by {@code cluster.xml}, bus and metrics. */
final class Cluster {
  private static final int BUS_CONNECT_TIMEOUT_MS = 2_000;

  /** A connection to a node that stands still is given up after twice this. */
  private static final long BUS_PING_MS = 3_000;

  /** A clustered Vert.x, and the manager that chooses who gets its requests. */
  record Member(Vertx vertx, HealthAwareClusterManager manager) {}

  private Cluster() {}

  /** Joins the cluster; completes on a Vert.x thread. Fails with one line that names the file. */
  static Future<Member> join(NodeConfig node, PrometheusMeterRegistry metrics) {
    NodeConfig.Cluster config = node.cluster();
    EventBusOptions bus =
        new EventBusOptions()
            .setHost(config.host())
            .setPort(config.port())
            .setClusterPublicHost(config.host())
            .setConnectTimeout(BUS_CONNECT_TIMEOUT_MS)
            .setClusterPingInterval(BUS_PING_MS)
            .setClusterPingReplyInterval(BUS_PING_MS);
    MicrometerMetricsOptions metricsOptions =
        new MicrometerMetricsOptions()
            .setEnabled(true)
            .setPrometheusOptions(new VertxPrometheusOptions().setEnabled(true));
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(node.eventLoops())
            .setPreferNativeTransport(config.reusePort())
            .setEventBusOptions(bus)
            .setMetricsOptions(metricsOptions);
    HealthAwareClusterManager manager = new HealthAwareClusterManager(hazelcast(config));
    return Vertx.builder()
        .with(options)
        .withMetrics(new MicrometerMetricsFactory(metrics))
        .withClusterManager(manager)
        .buildClustered()
        .map(FailedSends::tell)
        .compose(vertx -> config.reusePort() ? sharing(vertx) : Future.succeededFuture(vertx))
        .map(vertx -> new Member(vertx, manager));
  }

  /** Java's own transport cannot share a port, and would say nothing. */
  private static Future<Vertx> sharing(Vertx vertx) {
    return vertx.isNativeTransportEnabled()
        ? Future.succeededFuture(vertx)
        : vertx
            .close()
            .transform(
                closed ->
                    Future.failedFuture(
                        new ConfigException(
                            "cluster.reusePort needs Linux on x86-64: only there can nodes share"
                                + " ports")));
  }

  private static Config hazelcast(NodeConfig.Cluster config) {
    try (InputStream xml = open(config.config())) {
      return new XmlConfigBuilder(xml).build();
    } catch (IOException e) {
      throw new ConfigException("cluster.config: " + config.config() + " cannot be read", e);
    } catch (InvalidConfigurationException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new ConfigException("cluster.config: " + config.config() + ": " + reason, e);
    }
  }

  private static InputStream open(String file) throws IOException {
    if (file.isEmpty()) {
      return new ByteArrayInputStream(
          NodeOptions.resource("/cluster.xml").getBytes(StandardCharsets.UTF_8));
    }
    return Files.newInputStream(Path.of(file));
  }
}
