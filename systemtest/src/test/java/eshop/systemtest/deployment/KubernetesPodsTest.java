package eshop.systemtest.deployment;

import static eshop.systemtest.deployment.Documents.at;
import static eshop.systemtest.deployment.Documents.objects;
import static eshop.systemtest.deployment.Documents.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How pods run: with few rights, within limits, watched, spread, and stopped in order. */
class KubernetesPodsTest {
  static List<JsonObject> workloads() {
    return Manifests.workloads();
  }

  static List<JsonObject> nodes() {
    return Manifests.nodes();
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void hasNoMoreRightsThanItNeeds(JsonObject workload) {
    JsonObject pod = Manifests.pod(workload);
    assertThat(pod.getBoolean("automountServiceAccountToken")).isFalse();
    assertThat(at(pod, "securityContext").getBoolean("runAsNonRoot")).isTrue();
    assertThat(at(pod, "securityContext").getInteger("runAsUser")).isPositive();
    assertThat(at(pod, "securityContext", "seccompProfile").getString("type"))
        .isEqualTo("RuntimeDefault");
    for (JsonObject container : Manifests.containers(workload)) {
      JsonObject context = at(container, "securityContext");
      assertThat(context.getBoolean("allowPrivilegeEscalation")).isFalse();
      assertThat(context.getBoolean("readOnlyRootFilesystem")).isTrue();
      assertThat(texts(at(context, "capabilities").getJsonArray("drop"))).containsExactly("ALL");
      assertThat(at(container, "resources", "limits").fieldNames()).contains("cpu", "memory");
      assertThat(at(container, "resources", "requests").fieldNames()).contains("cpu", "memory");
    }
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void isProbedOnAPortItHas(JsonObject workload) {
    for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      String port = at(Manifests.container(workload), probe, "httpGet").getString("port");
      assertThat(Manifests.ports(workload)).as(probe).containsKey(port);
    }
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void nodeIsReadyWhenItServesAndAliveWhenItAnswers(JsonObject node) {
    assertThat(probed(node, "startupProbe")).isEqualTo("/ready");
    assertThat(probed(node, "readinessProbe")).isEqualTo("/ready");
    assertThat(probed(node, "livenessProbe")).isEqualTo("/health");
    assertThat(Manifests.config(node).section("management").getString("host")).isEqualTo("0.0.0.0");
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void nodeHasTimeToStop(JsonObject node) {
    List<String> sleep =
        texts(
            at(Manifests.container(node), "lifecycle", "preStop", "exec").getJsonArray("command"));
    assertThat(Manifests.pod(node).getInteger("terminationGracePeriodSeconds"))
        .isGreaterThan(Integer.parseInt(sleep.get(1)) + ProductionConfig.STOP_S);
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void podsAreSpreadAndNotAllTakenAtOnce(JsonObject workload) {
    List<JsonObject> itself = List.of(workload);
    assertThat(objects(Manifests.pod(workload).getJsonArray("topologySpreadConstraints")))
        .isNotEmpty()
        .allSatisfy(spread -> assertThat(matched(spread, "labelSelector")).isEqualTo(itself));
    assertThat(at(workload, "spec").getInteger("replicas")).isGreaterThan(1);
    assertThat(matched(at(workload, "spec"), "selector")).isEqualTo(itself);
    assertThat(Manifests.of("PodDisruptionBudget"))
        .filteredOn(budget -> matched(at(budget, "spec"), "selector").equals(itself))
        .hasSize(1);
  }

  @Test
  void serviceNodesComeAndGoOneByOne() {
    assertThat(at(Manifests.of("StatefulSet", "eshop"), "spec").getString("podManagementPolicy"))
        .isEqualTo("OrderedReady");
  }

  private static String probed(JsonObject node, String probe) {
    return at(Manifests.container(node), probe, "httpGet").getString("path");
  }

  private static List<JsonObject> matched(JsonObject section, String selector) {
    return Manifests.selected(at(section, selector, "matchLabels"));
  }
}
