package eshop.systemtest.deployment;

import static eshop.systemtest.deployment.Documents.at;
import static eshop.systemtest.deployment.Documents.texts;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docker-compose.yml agrees with itself and with the node. */
class ComposeTest {
  private static final String DTM = "dtm";
  private static final String MYSQL = "mysql";

  @Test
  void nodeAcceptsTheEnvironmentOfEveryService() {
    assertThat(Compose.ofOurImage()).isNotEmpty().allSatisfy(Compose::config);
  }

  @Test
  void threeNodesOrMoreRunEveryServiceAndTheGatewayTwice() {
    List<String> running =
        Compose.nodes().stream()
            .flatMap(node -> Compose.config(node).verticles().stream())
            .toList();
    assertThat(Compose.nodes()).hasSizeGreaterThanOrEqualTo(3);
    for (String verticle : List.of("order", "stock", "coupon", "pay", "gateway")) {
      assertThat(running).filteredOn(verticle::equals).as(verticle).hasSizeGreaterThan(1);
    }
    assertThat(running).as("dtm is the transaction manager").doesNotContain("coordinator");
  }

  @Test
  void everyServiceOfANodeHasItsPassword() {
    for (String node : Compose.nodes()) {
      for (String service : Compose.config(node).verticles()) {
        if (ProductionConfig.SERVICES.contains(service)) {
          String name =
              "ESHOP_" + service.toUpperCase(java.util.Locale.ROOT) + "_DATABASE_PASSWORD";
          assertThat(Compose.environment(node)).as(node).containsKey(name);
        }
      }
    }
  }

  @Test
  void branchAddressesAreNamesOfExactlyTheNodesThatRunTheService() {
    ProductionConfig config = ProductionConfig.of(Map.of());
    for (String service : ProductionConfig.SERVICES) {
      String address = config.branch(service);
      assertThat(Compose.nodes())
          .filteredOn(node -> Compose.hosts(node).contains(ProductionConfig.host(address)))
          .as(address)
          .isEqualTo(runningOn(service));
      assertThat(ProductionConfig.port(address)).isEqualTo(config.grpcPort(service));
      assertThat(config.grpcHost(service)).isEqualTo("0.0.0.0");
    }
  }

  @Test
  void nodesFindDatabaseAndTransactionManager() {
    ProductionConfig config = ProductionConfig.of(Map.of());
    assertThat(config.section("database").getString("host")).isEqualTo(MYSQL);
    assertThat(config.section("database").getInteger("port")).isEqualTo(3306);
    assertThat(config.section("database").getBoolean("embedded")).isFalse();
    assertThat(config.section("dtm").getString("grpc")).isEqualTo(DTM + ":36790");
    assertThat(config.section("dtm").getString("http")).isEqualTo(DTM + ":36789");
    assertThat(Compose.image(MYSQL)).startsWith("mysql:8.4.");
    assertThat(Compose.image(DTM)).startsWith("yedf/dtm:");
    assertThat(Compose.environment(DTM))
        .containsEntry("STORE_DRIVER", "mysql")
        .containsEntry("STORE_HOST", MYSQL)
        .containsEntry("STORE_PORT", "3306")
        .containsEntry("STORE_DB", config.schema("coordinator"))
        .doesNotContainKeys("HTTP_PORT", "GRPC_PORT");
  }

  @Test
  void clusterFileListsTheNodesByName() {
    var members = ClusterFiles.parse(Documents.text("conf/cluster-compose.xml")).getNetworkConfig();
    List<String> expected = Compose.nodes().stream().map(node -> node + ":5701").toList();
    assertThat(members.getJoin().getTcpIpConfig().getMembers()).isEqualTo(expected);
    assertThat(members.getPort()).isEqualTo(5701);
    for (String node : Compose.nodes()) {
      assertThat(Compose.config(node).section("cluster").getString("host")).isEqualTo(node);
    }
  }

  @Test
  void onlyGatewaysArePublishedAndOnLoopback() {
    for (String service : Compose.services()) {
      List<String> ports = texts(Compose.service(service).getJsonArray("ports"));
      boolean gateway = service.startsWith("gateway");
      assertThat(ports).as(service).hasSize(gateway ? 1 : 0);
      if (gateway) {
        int port = Compose.config(service).section("gateway").getInteger("port");
        assertThat(ports.get(0)).matches("127\\.0\\.0\\.1:[0-9]+:" + port);
        assertThat(Compose.config(service).section("gateway").getString("host"))
            .isEqualTo("0.0.0.0");
      }
    }
  }

  @Test
  void everySecretIsRequiredAndComesFromOutside() {
    for (String service : Compose.services()) {
      Compose.environment(service).entrySet().stream()
          .filter(entry -> entry.getKey().matches(".*(PASSWORD|PROOF_KEYS).*"))
          .forEach(
              entry -> assertThat(entry.getValue()).as(entry.getKey()).matches(Secrets.REQUIRED));
    }
    Matcher variable =
        Pattern.compile("\\$\\{?([A-Z_]+)[^}]*").matcher(Documents.text(Compose.FILE));
    assertThat(variable.results().map(found -> found.group()))
        .allMatch(text -> text.contains(":?"));
    assertThat(Documents.path("docs/operations.md")).exists();
  }

  @Test
  void mountedFilesExistAndAreReadOnly() {
    for (String service : Compose.services()) {
      for (String mount : Compose.mounts(service)) {
        String[] parts = mount.split(":");
        if (parts[0].startsWith(".")) {
          assertThat(Documents.path(parts[0])).as(mount).exists();
          assertThat(parts).as(mount).endsWith("ro");
        } else {
          assertThat(Compose.volumes()).as(mount).contains(parts[0]);
        }
      }
    }
    String cluster = "./conf/cluster-compose.xml:" + ProductionConfig.MOUNTED_CLUSTER + ":ro";
    String config = "./" + ProductionConfig.FILE + ":" + ProductionConfig.MOUNTED_CONFIG + ":ro";
    assertThat(Compose.ofOurImage())
        .allSatisfy(node -> assertThat(Compose.mounts(node)).contains(cluster, config));
    assertThat(ProductionConfig.of(Map.of()).section("cluster").getString("config"))
        .isEqualTo(ProductionConfig.MOUNTED_CLUSTER);
  }

  @Test
  void whatIsWaitedForExistsAndSaysWhenItIsHealthy() {
    for (String service : Compose.services()) {
      at(Compose.service(service), "depends_on")
          .forEach(
              entry -> {
                String other = entry.getKey();
                assertThat(Compose.services()).as(service).contains(other);
                assertThat(Compose.ofOurImage().contains(other) || hasHealthcheck(other))
                    .as(other + " has a healthcheck, of its own or of our image")
                    .isTrue();
              });
    }
  }

  @Test
  void everythingThatRunsOnIsLimitedAndComesBack() {
    for (String service : Compose.services()) {
      assertThat(at(Compose.service(service), "deploy", "resources", "limits").fieldNames())
          .as(service)
          .contains("cpus", "memory");
      assertThat(texts(Compose.service(service).getJsonArray("security_opt")))
          .contains("no-new-privileges:true");
      assertThat(Compose.image(service)).matches("[a-z/]+:[0-9][0-9.]+");
      if (!Compose.service(service).containsKey("profiles")) {
        assertThat(Compose.service(service).getString("restart")).isEqualTo("unless-stopped");
      }
    }
  }

  @Test
  void nodesWriteNothingButTmpAndHaveTimeToStop() {
    for (String node : Compose.nodes()) {
      assertThat(Compose.service(node).getBoolean("read_only")).isTrue();
      assertThat(texts(Compose.service(node).getJsonArray("cap_drop"))).containsExactly("ALL");
      assertThat(texts(Compose.service(node).getJsonArray("tmpfs"))).hasSize(1);
      String grace = Compose.service(node).getString("stop_grace_period");
      assertThat(Integer.parseInt(grace.replace("s", ""))).isGreaterThan(ProductionConfig.STOP_S);
    }
  }

  @Test
  void databaseTakesAllConnectionsAtOnce() {
    int connections = Integer.parseInt(Compose.environment(DTM).get("STORE_MAX_OPEN_CONNS"));
    for (String node : Compose.nodes()) {
      ProductionConfig config = Compose.config(node);
      long services =
          config.verticles().stream().filter(ProductionConfig.SERVICES::contains).count();
      // One more for the transactions of each service's branch writer.
      connections += (int) services * (config.section("database").getInteger("poolSize") + 1);
    }
    Matcher max =
        Pattern.compile("--max-connections=([0-9]+)")
            .matcher(String.join(" ", texts(Compose.service(MYSQL).getJsonArray("command"))));
    assertThat(max.find()).isTrue();
    assertThat(Integer.parseInt(max.group(1))).isGreaterThan(connections + 20);
  }

  @Test
  void conformanceSuiteRunsWhereDtmListens() {
    var suite = at(Documents.yaml("deploy/compose.conformance.yml"), "services", "conformance");
    assertThat(suite.getString("network_mode")).isEqualTo("service:" + DTM);
    assertThat(texts(suite.getJsonArray("command")))
        .contains("-Ddtm.grpc=127.0.0.1:36790", "-Ddtm.http=127.0.0.1:36789", "systemtest");
    assertThat(suite.fieldNames()).doesNotContain("ports");
    assertThat(Files.isExecutable(Documents.path("mvnw"))).isTrue();
  }

  private static boolean hasHealthcheck(String service) {
    return !at(Compose.service(service), "healthcheck").isEmpty();
  }

  private static List<String> runningOn(String service) {
    return Compose.nodes().stream()
        .filter(node -> Compose.config(node).verticles().contains(service))
        .toList();
  }
}
