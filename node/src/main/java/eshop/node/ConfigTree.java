package eshop.node;

import eshop.platform.config.ConfigException;
import eshop.platform.config.ConfigReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A node's settings while they are put together: the documented defaults ({@code conf/node.yml}),
 * then a file, the environment and the command line, each laid over what came before. The default
 * document is also the list of known keys and of their types: what it does not name is refused.
 */
final class ConfigTree {
  private static final List<String> SERVICES =
      List.of("order", "stock", "coupon", "pay", "coordinator");
  private static final String ENV_PREFIX = "ESHOP_";

  /**
   * Not read from a file of settings, which gets copied, nor from a command line, which all see.
   */
  private static final String SECRET = "proof.keys";

  /** Read by {@code ./run}, not by the node. */
  private static final String ENV_JAVA_OPTS = "ESHOP_JAVA_OPTS";

  private final JsonObject known;
  private final JsonObject values;

  private ConfigTree(JsonObject known, JsonObject values) {
    this.known = known;
    this.values = values;
  }

  /** Starts with the default document. */
  static ConfigTree ofDefaults(String yaml) {
    JsonObject values = ConfigReader.yaml(yaml, "conf/node.yml");
    JsonObject known = values.copy();
    JsonObject connection = known.getJsonObject("database").copy();
    connection.remove("embedded");
    for (String service : SERVICES) {
      known.getJsonObject(service).getJsonObject("database").mergeIn(connection);
    }
    return new ConfigTree(known, values);
  }

  /** Lays a document over; {@code name} is the file's, for messages. */
  ConfigTree file(String yaml, String name) {
    JsonObject layer = ConfigReader.yaml(yaml, name);
    check(known, layer, "", name);
    if (layer.getJsonObject("proof", new JsonObject()).containsKey("keys")) {
      throw secret(name);
    }
    values.mergeIn(layer, true);
    return this;
  }

  /** Lays {@code ESHOP_*} variables over; one that fits no key is refused, it is a typing error. */
  ConfigTree environment(Map<String, String> environment) {
    Map<String, String> paths = new TreeMap<>();
    collect(known, "", paths);
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(ENV_PREFIX) && !name.equals(ENV_JAVA_OPTS)) {
            String path = paths.get(name);
            if (path == null) {
              throw new ConfigException("environment " + name + ": there is no such setting");
            }
            lay(path, value, "environment " + name);
          }
        });
    return this;
  }

  /**
   * Lays one value of the command line over.
   *
   * @param path {@code stock.grpc.port}
   * @param text the value as text; lists are separated by commas
   * @param source where it was given, for messages
   */
  ConfigTree set(String path, String text, String source) {
    if (path.equals(SECRET)) {
      throw secret(source);
    }
    return lay(path, text, source);
  }

  private ConfigTree lay(String path, String text, String source) {
    String[] keys = path.split("\\.", -1);
    JsonObject types = known;
    JsonObject target = values;
    for (int i = 0; i < keys.length - 1; i++) {
      if (!(types.getValue(keys[i]) instanceof JsonObject section)) {
        throw unknown(source, path, types);
      }
      types = section;
      if (!target.containsKey(keys[i])) {
        target.put(keys[i], new JsonObject());
      }
      target = target.getJsonObject(keys[i]);
    }
    String leaf = keys[keys.length - 1];
    if (!types.containsKey(leaf) || types.getValue(leaf) instanceof JsonObject) {
      throw unknown(source, path, types);
    }
    target.put(leaf, parse(types.getValue(leaf), text, source));
    return this;
  }

  JsonObject values() {
    return values;
  }

  private static void check(JsonObject known, JsonObject layer, String path, String name) {
    for (String key : layer.fieldNames()) {
      String here = path.isEmpty() ? key : path + "." + key;
      if (!known.containsKey(key)) {
        throw unknown(name, here, known);
      }
      Object expected = known.getValue(key);
      Object given = layer.getValue(key);
      if (!sameKind(expected, given)) {
        throw new ConfigException("%s: %s must be %s".formatted(name, here, kind(expected)));
      }
      if (expected instanceof JsonObject section) {
        check(section, (JsonObject) given, here, name);
      }
    }
  }

  private static Object parse(Object example, String text, String source) {
    if (example instanceof JsonArray) {
      return new JsonArray(List.of(text.split("\\s*,\\s*")));
    }
    if (example instanceof Boolean && (text.equals("true") || text.equals("false"))) {
      return Boolean.valueOf(text);
    }
    if (example instanceof Number && text.matches("-?[0-9]{1,9}")) {
      return Integer.valueOf(text);
    }
    if (example instanceof String) {
      return text;
    }
    throw new ConfigException("%s must be %s, was '%s'".formatted(source, kind(example), text));
  }

  private static boolean sameKind(Object expected, Object given) {
    return given != null && kind(expected).equals(kind(given));
  }

  private static String kind(Object value) {
    if (value instanceof JsonObject) {
      return "a section of keys";
    }
    if (value instanceof JsonArray) {
      return "a list";
    }
    if (value instanceof Boolean) {
      return "true or false";
    }
    return value instanceof Integer ? "a whole number" : value instanceof String ? "text" : "other";
  }

  private static ConfigException secret(String source) {
    return new ConfigException(
        "%s: %s is a secret and not read from here; give it by ESHOP_PROOF_KEYS, or put it into a"
                .formatted(source, SECRET)
            + " file of its own, which only the node may read, and name that by proof.keyFile");
  }

  private static ConfigException unknown(String source, String path, JsonObject known) {
    return new ConfigException(
        "%s: %s: unknown key; known keys here: %s"
            .formatted(source, path, String.join(", ", new TreeSet<>(known.fieldNames()))));
  }

  /** {@code stock.grpc.port} is ESHOP_STOCK_GRPC_PORT, {@code dataDir} is ESHOP_DATA_DIR. */
  private static void collect(JsonObject section, String path, Map<String, String> paths) {
    for (String key : section.fieldNames()) {
      String here = path.isEmpty() ? key : path + "." + key;
      if (section.getValue(key) instanceof JsonObject inner) {
        collect(inner, here, paths);
      } else {
        String name = here.replaceAll("([a-z])([A-Z])", "$1_$2").replace('.', '_');
        paths.put(ENV_PREFIX + name.toUpperCase(Locale.ROOT), here);
      }
    }
  }
}
