package eshop.systemtest.deployment;

import static eshop.systemtest.deployment.Documents.at;
import static eshop.systemtest.deployment.Documents.texts;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What docker-compose.yml says, read for tests. */
final class Compose {
  static final String FILE = "docker-compose.yml";
  private static final JsonObject DOCUMENT = Documents.yaml(FILE);

  private Compose() {}

  static Set<String> services() {
    return at(DOCUMENT, "services").fieldNames();
  }

  static JsonObject service(String name) {
    return at(DOCUMENT, "services", name);
  }

  static Set<String> volumes() {
    return at(DOCUMENT, "volumes").fieldNames();
  }

  /** Everything that runs our image, the tools too. */
  static List<String> ofOurImage() {
    return services().stream().filter(name -> image(name).startsWith("eshop:")).toList();
  }

  /** Those that run on, as nodes. */
  static List<String> nodes() {
    return ofOurImage().stream().filter(name -> !service(name).containsKey("profiles")).toList();
  }

  static String image(String service) {
    return service(service).getString("image", "");
  }

  static Map<String, String> environment(String service) {
    Map<String, String> environment = new LinkedHashMap<>();
    at(service(service), "environment")
        .forEach(entry -> environment.put(entry.getKey(), String.valueOf(entry.getValue())));
    return environment;
  }

  /** Fails where the node would refuse to start with what deploy/passwords prints. */
  static ProductionConfig config(String service) {
    Map<String, String> environment = environment(service);
    environment.replaceAll((name, value) -> Secrets.filledIn(value));
    return nodes().contains(service)
        ? ProductionConfig.ofNode(environment)
        : ProductionConfig.of(environment);
  }

  /** The names under which the others reach it. */
  static Set<String> hosts(String service) {
    Set<String> hosts = new LinkedHashSet<>(Set.of(service));
    hosts.addAll(texts(at(service(service), "networks", "default").getJsonArray("aliases")));
    return hosts;
  }

  static List<String> mounts(String service) {
    return texts(service(service).getJsonArray("volumes"));
  }
}
