package eshop.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.XmlConfigBuilder;
import eshop.platform.bus.BusClient;
import eshop.platform.bus.BusEndpoint;
import eshop.platform.bus.LocalAddresses;
import eshop.platform.bus.ServiceFailure;
import eshop.testkit.OwnCluster;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a request to a node that cannot be reached does not wait for its time to be over. Method: a
 * member of a real cluster that serves an address, but whose event bus is said to be on a port that
 * nobody listens on; that is what the cluster knows of a node that was just killed.
 */
class UnreachableNodeTest {
  private static final String ADDRESS = "eshop.test";
  private static final int LONG_MS = 30_000;

  /** At once, so that the turns of one are mixed with those of all others. */
  private static final int REQUESTS = 200;

  @TempDir Path folder;
  private Path clusterFile;
  private Vertx asking;
  private Vertx gone;

  @BeforeEach
  void join() throws Exception {
    clusterFile = OwnCluster.in(folder, FreePorts.next(), 3);
    asking = joined();
    gone = unreachable();
    serve(gone, "gone");
  }

  @AfterEach
  void leave() throws Exception {
    gone.close().await(20, TimeUnit.SECONDS);
    asking.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void anotherNodeIsAskedAndWhenThereIsNoneThatIsSaid() throws Exception {
    ServiceFailure failure =
        (ServiceFailure)
            request()
                .transform(done -> Future.succeededFuture(done.cause()))
                .await(10, TimeUnit.SECONDS);
    assertThat(failure.kind()).isEqualTo(ServiceFailure.Kind.UNAVAILABLE);

    Vertx other = joined();
    try {
      serve(other, "other");
      Future.all(Stream.generate(this::request).limit(REQUESTS).toList())
          .await(10, TimeUnit.SECONDS)
          .<JsonObject>list()
          .forEach(reply -> assertThat(reply.getString("at")).isEqualTo("other"));
    } finally {
      other.close().await(20, TimeUnit.SECONDS);
    }
  }

  private Future<JsonObject> request() {
    return new BusClient(asking, new LocalAddresses(), LONG_MS).request(ADDRESS, new JsonObject());
  }

  private static void serve(Vertx vertx, String name) throws Exception {
    new BusEndpoint(vertx, new LocalAddresses())
        .serve(ADDRESS, body -> Future.succeededFuture(new JsonObject().put("at", name)))
        .ready()
        .await(10, TimeUnit.SECONDS);
  }

  private Vertx joined() throws Exception {
    NodeConfig config = NodeConfig.parse("--set", "cluster.config=" + clusterFile);
    return Cluster.join(config, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
        .await(60, TimeUnit.SECONDS)
        .vertx();
  }

  private Vertx unreachable() throws Exception {
    EventBusOptions bus =
        new EventBusOptions()
            .setHost("127.0.0.1")
            .setClusterPublicHost("127.0.0.1")
            .setClusterPublicPort(FreePorts.next());
    try (InputStream xml = Files.newInputStream(clusterFile)) {
      return Vertx.builder()
          .with(new VertxOptions().setEventBusOptions(bus))
          .withClusterManager(new HazelcastClusterManager(new XmlConfigBuilder(xml).build()))
          .buildClustered()
          .await(60, TimeUnit.SECONDS);
    }
  }
}
