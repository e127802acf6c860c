package eshop.systemtest.deployment;

import static eshop.systemtest.deployment.Documents.at;
import static eshop.systemtest.deployment.Documents.objects;
import static eshop.systemtest.deployment.Documents.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.NetworkConfig;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The manifests agree with each other and with the node: names, ports, keys, addresses. */
class KubernetesTest {
  @Test
  void everythingIsInTheNamespaceThatIsMade() {
    assertThat(Manifests.of("Namespace")).extracting(Manifests::name).containsExactly("eshop");
    assertThat(Manifests.all())
        .filteredOn(manifest -> !"Namespace".equals(manifest.getString("kind")))
        .allSatisfy(m -> assertThat(at(m, "metadata").getString("namespace")).isEqualTo("eshop"));
  }

  @Test
  void nodesRunTheSameConfigurationAsInTheComposition() {
    assertThat(Manifests.configMap().getString("node.yml"))
        .isEqualTo(Documents.text(ProductionConfig.FILE));
  }

  @Test
  void nodeAcceptsTheEnvironmentOfEveryPod() {
    assertThat(Manifests.nodes()).hasSize(2).allSatisfy(Manifests::config);
    assertThat(Manifests.nodes())
        .allSatisfy(
            node -> assertThat(Manifests.environment(node)).containsKey("ESHOP_CLUSTER_HOST"));
  }

  @Test
  void imagesAreThoseOfTheComposition() {
    for (JsonObject workload : Manifests.workloads()) {
      String service = Manifests.nodes().contains(workload) ? "node1" : "dtm";
      assertThat(Manifests.containers(workload))
          .allSatisfy(c -> assertThat(c.getString("image")).isEqualTo(Compose.image(service)));
    }
  }

  @Test
  void secretsComeFromKeysOfTheSecretAndTheTemplateHasNoValue() {
    JsonObject template = Documents.yaml(Manifests.FOLDER + "/secret.yml.template");
    JsonObject keys = at(template, "stringData");
    assertThat(keys.getMap().values()).containsOnly("");
    assertThat(Manifests.of("Secret")).isEmpty();
    for (JsonObject workload : Manifests.workloads()) {
      for (JsonObject variable : objects(Manifests.container(workload).getJsonArray("env"))) {
        if (variable.getString("name").matches(".*(PASSWORD|PROOF_KEYS).*")) {
          JsonObject reference = at(variable, "valueFrom", "secretKeyRef");
          assertThat(reference.getString("name")).isEqualTo(Manifests.name(template));
          assertThat(keys.fieldNames()).contains(reference.getString("key"));
          assertThat(variable.fieldNames()).doesNotContain("value");
        }
      }
    }
  }

  @Test
  void everyServiceOfANodeHasItsPassword() {
    for (JsonObject node : Manifests.nodes()) {
      for (String service : Manifests.config(node).verticles()) {
        String name = "ESHOP_" + service.toUpperCase(java.util.Locale.ROOT) + "_DATABASE_PASSWORD";
        boolean given = Manifests.environment(node).containsKey(name);
        assertThat(given).as(name).isEqualTo(ProductionConfig.SERVICES.contains(service));
      }
    }
  }

  @Test
  void mountedVolumesAndTheirSourcesExist() {
    for (JsonObject node : Manifests.nodes()) {
      List<JsonObject> volumes = objects(Manifests.pod(node).getJsonArray("volumes"));
      List<JsonObject> mounts = objects(Manifests.container(node).getJsonArray("volumeMounts"));
      assertThat(mounts)
          .extracting(mount -> mount.getString("name"))
          .containsExactlyInAnyOrderElementsOf(
              volumes.stream().map(volume -> volume.getString("name")).toList());
      assertThat(mounts)
          .extracting(mount -> mount.getString("mountPath"))
          .containsExactlyInAnyOrder("/etc/eshop", "/tmp");
      JsonObject config = at(volumes.get(0), "configMap");
      assertThat(config.getString("name")).isEqualTo("eshop-config");
      for (JsonObject item : objects(config.getJsonArray("items"))) {
        assertThat(Manifests.configMap().fieldNames()).contains(item.getString("key"));
        assertThat("/etc/eshop/" + item.getString("path"))
            .isIn(ProductionConfig.MOUNTED_CONFIG, ProductionConfig.MOUNTED_CLUSTER);
      }
    }
  }

  @Test
  void containerPortsAreThoseOfTheConfiguration() {
    for (JsonObject node : Manifests.nodes()) {
      ProductionConfig config = Manifests.config(node);
      Map<String, Integer> ports = Manifests.ports(node);
      assertThat(ports)
          .containsEntry("management", config.section("management").getInteger("port"))
          .containsEntry("bus", config.section("cluster").getInteger("port"))
          .containsEntry("hazelcast", 5701);
      for (String verticle : config.verticles()) {
        boolean gateway = verticle.equals("gateway");
        int port =
            gateway ? config.section("gateway").getInteger("port") : config.grpcPort(verticle);
        assertThat(ports).containsEntry(gateway ? "http" : verticle, port);
      }
      assertThat(ports).hasSize(config.verticles().size() + 3);
    }
  }

  @Test
  void servicesSelectPodsThatListenOnTheirPorts() {
    for (JsonObject service : Manifests.of("Service")) {
      if (!"ExternalName".equals(at(service, "spec").getString("type"))) {
        List<JsonObject> behind = Manifests.selected(at(service, "spec", "selector"));
        assertThat(behind).as(Manifests.name(service)).isNotEmpty();
        for (JsonObject port : objects(at(service, "spec").getJsonArray("ports"))) {
          for (JsonObject workload : behind) {
            assertThat(Manifests.ports(workload))
                .as(Manifests.name(service))
                .containsEntry(port.getString("targetPort"), port.getInteger("port"));
          }
        }
      }
    }
  }

  @Test
  void branchAddressesAreHeadlessServicesOfTheNodesThatRunThem() {
    ProductionConfig config = ProductionConfig.of(Map.of());
    for (String name : ProductionConfig.SERVICES) {
      String address = config.branch(name);
      JsonObject service = Manifests.of("Service", ProductionConfig.host(address));
      JsonObject spec = at(service, "spec");
      assertThat(spec.getString("clusterIP")).isEqualTo("None");
      JsonObject port = objects(spec.getJsonArray("ports")).get(0);
      assertThat(port.getInteger("port")).isEqualTo(ProductionConfig.port(address));
      assertThat(port.getString("targetPort")).isEqualTo(name);
      assertThat(Manifests.selected(at(spec, "selector")))
          .allSatisfy(node -> assertThat(Manifests.config(node).verticles()).contains(name));
    }
  }

  @Test
  void nodesFindDatabaseAndTransactionManager() {
    ProductionConfig config = ProductionConfig.of(Map.of());
    JsonObject dtm =
        Manifests.of("Service", ProductionConfig.host(config.section("dtm").getString("grpc")));
    assertThat(objects(at(dtm, "spec").getJsonArray("ports")))
        .extracting(port -> port.getInteger("port"))
        .containsExactlyInAnyOrder(
            ProductionConfig.port(config.section("dtm").getString("grpc")),
            ProductionConfig.port(config.section("dtm").getString("http")));
    Manifests.of("Service", config.section("database").getString("host"));
    Map<String, String> compose = Compose.environment("dtm");
    Map<String, String> kubernetes = Manifests.environment(Manifests.of("Deployment", "dtm"));
    assertThat(kubernetes).containsOnlyKeys(compose.keySet());
    compose.remove("STORE_PASSWORD");
    assertThat(kubernetes).containsAllEntriesOf(compose);
  }

  @Test
  void clusterListsAHeadlessServiceThatKnowsEveryNode() {
    NetworkConfig network =
        ClusterFiles.parse(Manifests.configMap().getString("cluster.xml")).getNetworkConfig();
    List<String> members = network.getJoin().getTcpIpConfig().getMembers();
    assertThat(members).hasSize(1);
    JsonObject spec = at(Manifests.of("Service", ProductionConfig.host(members.get(0))), "spec");
    assertThat(ProductionConfig.port(members.get(0))).isEqualTo(network.getPort());
    assertThat(spec.getString("clusterIP")).isEqualTo("None");
    assertThat(spec.getBoolean("publishNotReadyAddresses")).isTrue();
    assertThat(Manifests.selected(at(spec, "selector")))
        .containsExactlyInAnyOrderElementsOf(Manifests.nodes());
    assertThat(at(Manifests.of("StatefulSet", "eshop"), "spec").getString("serviceName"))
        .isEqualTo(ProductionConfig.host(members.get(0)));
  }

  @Test
  void networkPoliciesNamePortsAndPodsThatExist() {
    for (JsonObject policy : Manifests.of("NetworkPolicy")) {
      List<JsonObject> guarded =
          Manifests.selected(at(policy, "spec", "podSelector", "matchLabels"));
      assertThat(guarded).as(Manifests.name(policy)).isNotEmpty();
      for (JsonObject rule : objects(at(policy, "spec").getJsonArray("ingress"))) {
        for (JsonObject port : objects(rule.getJsonArray("ports"))) {
          assertThat(guarded)
              .allSatisfy(w -> assertThat(Manifests.ports(w)).containsKey(port.getString("port")));
        }
        for (JsonObject from : objects(rule.getJsonArray("from"))) {
          JsonObject pods = at(from, "podSelector", "matchLabels");
          assertThat(pods.isEmpty() || !Manifests.selected(pods).isEmpty())
              .as(Manifests.name(policy) + " lets in " + from)
              .isTrue();
        }
      }
    }
  }

  @Test
  void gatewayWaitsForAServiceThatExists() {
    JsonObject wait = Manifests.containers(Manifests.of("Deployment", "gateway")).get(0);
    assertThat(texts(wait.getJsonArray("command")).toString())
        .contains("/dev/tcp/" + ProductionConfig.of(Map.of()).branch("order").replace(':', '/'));
  }
}
