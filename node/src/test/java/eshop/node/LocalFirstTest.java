package eshop.node;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.platform.bus.BusClient;
import eshop.platform.bus.BusEndpoint;
import eshop.platform.bus.LocalAddresses;
import eshop.testkit.OwnCluster;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes of a real cluster serve the same address. */
class LocalFirstTest {
  private static final String ADDRESS = "eshop.test";
  private static final int REQUESTS = 20;

  @TempDir Path folder;
  private final LocalAddresses addressesHere = new LocalAddresses();
  private Vertx here;
  private Vertx there;
  private BusEndpoint servedHere;

  @BeforeEach
  void joinTwo() throws Exception {
    NodeConfig config =
        NodeConfig.parse("--set", "cluster.config=" + OwnCluster.in(folder, FreePorts.next(), 3));
    here = join(config);
    there = join(config);
    servedHere = serve(here, addressesHere, "here");
    serve(there, new LocalAddresses(), "there");
  }

  @AfterEach
  void leave() throws Exception {
    here.close().await(20, TimeUnit.SECONDS);
    there.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void whoServesInTheSameNodeIsAskedFirstAndTheOtherNodeWhenItHasGone() throws Exception {
    assertThat(answers()).containsOnly("here");

    servedHere.close().await(10, TimeUnit.SECONDS);

    assertThat(answers()).containsOnly("there");
  }

  private List<String> answers() throws Exception {
    BusClient client = new BusClient(here, addressesHere, 5_000);
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      answers.add(
          client.request(ADDRESS, new JsonObject()).await(10, TimeUnit.SECONDS).getString("at"));
    }
    return answers;
  }

  private static BusEndpoint serve(Vertx vertx, LocalAddresses addresses, String name)
      throws Exception {
    BusEndpoint endpoint =
        new BusEndpoint(vertx, addresses)
            .serve(ADDRESS, body -> Future.succeededFuture(new JsonObject().put("at", name)));
    endpoint.ready().await(10, TimeUnit.SECONDS);
    return endpoint;
  }

  private static Vertx join(NodeConfig config) throws Exception {
    return Cluster.join(config, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
        .await(60, TimeUnit.SECONDS)
        .vertx();
  }
}
