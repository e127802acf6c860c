package eshop.node;

import static org.awaitility.Awaitility.await;

import eshop.platform.bus.BusClient;
import eshop.platform.bus.BusEndpoint;
import eshop.platform.bus.Heartbeats;
import eshop.platform.bus.LocalAddresses;
import eshop.testkit.OwnCluster;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.NodeInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes serve an address, a third asks. */
class UnwellNodeTest {
  private static final String ADDRESS = "eshop.test";
  private static final int REQUESTS = 20;

  @TempDir Path folder;
  private final List<Cluster.Member> members = new ArrayList<>();
  private final AtomicBoolean oneIsReady = new AtomicBoolean(true);
  private final AtomicBoolean twoIsReady = new AtomicBoolean(true);
  private Path clusterFile;
  private Cluster.Member asking;
  private Heartbeats heartbeatsOfOne;

  @BeforeEach
  void joinThree() throws Exception {
    clusterFile = OwnCluster.in(folder, FreePorts.next(), 4);
    asking = join();
    heartbeats(asking, new AtomicBoolean(true), Set.of());
    heartbeatsOfOne = serve("one", oneIsReady);
    serve("two", twoIsReady);
    await().until(() -> answers().equals(Set.of("one", "two")));
  }

  @AfterEach
  void leave() throws Exception {
    for (Cluster.Member member : members) {
      member.vertx().close().await(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aNodeThatIsNotReadyGetsNoRequestsUntilItIs() {
    oneIsReady.set(false);
    await().until(() -> answers().equals(Set.of("two")));

    oneIsReady.set(true);
    await().until(() -> answers().equals(Set.of("one", "two")));
  }

  @Test
  void aNodeWhoseHeartbeatsStopGetsNoRequestsUntilTheyGoOn() {
    heartbeatsOfOne.stop();
    await().until(() -> answers().equals(Set.of("two")));

    heartbeats(members.get(1), oneIsReady, Set.of(ADDRESS));
    await().until(() -> answers().equals(Set.of("one", "two")));
  }

  @Test
  void whenNobodyIsReadyAllAreAsked() {
    oneIsReady.set(false);
    await().until(() -> answers().equals(Set.of("two")));

    twoIsReady.set(false);

    await().until(() -> answers().equals(Set.of("one", "two")));
  }

  private Set<String> answers() throws Exception {
    BusClient client = new BusClient(asking.vertx(), new LocalAddresses(), 5_000);
    Set<String> answers = new HashSet<>();
    for (int i = 0; i < REQUESTS; i++) {
      answers.add(
          client.request(ADDRESS, new JsonObject()).await(10, TimeUnit.SECONDS).getString("at"));
    }
    return answers;
  }

  private Heartbeats serve(String name, AtomicBoolean ready) throws Exception {
    Cluster.Member member = join();
    new BusEndpoint(member.vertx(), new LocalAddresses())
        .serve(ADDRESS, body -> Future.succeededFuture(new JsonObject().put("at", name)))
        .ready()
        .await(10, TimeUnit.SECONDS);
    return heartbeats(member, ready, Set.of(ADDRESS));
  }

  private static Heartbeats heartbeats(
      Cluster.Member member, AtomicBoolean ready, Set<String> served) {
    NodeInfo bus = member.manager().getNodeInfo();
    Heartbeats heartbeats =
        new Heartbeats(
            member.vertx(),
            () ->
                new Heartbeats.Beat(
                    member.manager().getNodeId(), bus.host(), bus.port(), ready.get(), served),
            member.manager());
    member.vertx().runOnContext(go -> heartbeats.start());
    return heartbeats;
  }

  private Cluster.Member join() throws Exception {
    NodeConfig config = NodeConfig.parse("--set", "cluster.config=" + clusterFile);
    Cluster.Member member =
        Cluster.join(config, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
            .await(60, TimeUnit.SECONDS);
    members.add(member);
    return member;
  }
}
