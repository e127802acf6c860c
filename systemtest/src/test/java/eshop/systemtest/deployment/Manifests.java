package eshop.systemtest.deployment;

import static eshop.systemtest.deployment.Documents.at;
import static eshop.systemtest.deployment.Documents.objects;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the manifests in deploy/kubernetes say, read for tests. */
final class Manifests {
  static final String FOLDER = "deploy/kubernetes";
  private static final List<JsonObject> ALL =
      Documents.in(FOLDER, ".yml").stream().flatMap(f -> Documents.yamls(f).stream()).toList();

  private Manifests() {}

  static List<JsonObject> all() {
    return ALL;
  }

  static List<JsonObject> of(String kind) {
    return ALL.stream().filter(manifest -> kind.equals(manifest.getString("kind"))).toList();
  }

  static JsonObject of(String kind, String name) {
    return of(kind).stream()
        .filter(manifest -> name(manifest).equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no " + kind + " " + name));
  }

  static String name(JsonObject manifest) {
    return at(manifest, "metadata").getString("name");
  }

  static JsonObject configMap() {
    return at(of("ConfigMap", "eshop-config"), "data");
  }

  /** Everything that runs pods. */
  static List<JsonObject> workloads() {
    return Stream.concat(of("Deployment").stream(), of("StatefulSet").stream()).toList();
  }

  /** Those whose pods are nodes. */
  static List<JsonObject> nodes() {
    return workloads().stream()
        .filter(w -> container(w).getString("image").startsWith("eshop:"))
        .toList();
  }

  static JsonObject pod(JsonObject workload) {
    return at(workload, "spec", "template", "spec");
  }

  static JsonObject labels(JsonObject workload) {
    return at(workload, "spec", "template", "metadata", "labels");
  }

  static JsonObject container(JsonObject workload) {
    return objects(pod(workload).getJsonArray("containers")).get(0);
  }

  static List<JsonObject> containers(JsonObject workload) {
    return Stream.concat(
            objects(pod(workload).getJsonArray("initContainers")).stream(),
            objects(pod(workload).getJsonArray("containers")).stream())
        .toList();
  }

  /** Named container ports. */
  static Map<String, Integer> ports(JsonObject workload) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    objects(container(workload).getJsonArray("ports"))
        .forEach(port -> ports.put(port.getString("name"), port.getInteger("containerPort")));
    return ports;
  }

  /** The environment with a stand-in for what is only known in the cluster. */
  static Map<String, String> environment(JsonObject workload) {
    Map<String, String> environment = new LinkedHashMap<>();
    objects(container(workload).getJsonArray("env"))
        .forEach(env -> environment.put(env.getString("name"), env.getString("value", "10.0.0.1")));
    return environment;
  }

  /** The workloads whose pods these labels select. */
  static List<JsonObject> selected(JsonObject selector) {
    return workloads().stream()
        .filter(w -> labels(w).getMap().entrySet().containsAll(selector.getMap().entrySet()))
        .toList();
  }

  /** Fails where the node would refuse to start with what deploy/passwords prints. */
  static ProductionConfig config(JsonObject workload) {
    Map<String, String> environment = environment(workload);
    environment.computeIfPresent("ESHOP_PROOF_KEYS", (name, value) -> Secrets.of("PROOF_KEYS"));
    return ProductionConfig.ofNode(environment);
  }
}
