package eshop.systemtest.deployment;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Files of the repository, named from its top folder. */
final class Documents {
  private static final Path TOP =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();

  private Documents() {}

  static Path path(String file) {
    return TOP.resolve(file);
  }

  static String text(String file) {
    try {
      return Files.readString(path(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The only document of a YAML file; anchors and merge keys are resolved. */
  static JsonObject yaml(String file) {
    List<JsonObject> documents = yamls(file);
    if (documents.size() != 1) {
      throw new AssertionError(file + " has " + documents.size() + " documents");
    }
    return documents.get(0);
  }

  /** All documents of a YAML file; a key given twice is an error. */
  static List<JsonObject> yamls(String file) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    List<JsonObject> documents = new ArrayList<>();
    for (Object document : new Yaml(new SafeConstructor(options)).loadAll(text(file))) {
      documents.add(new JsonObject(Json.encode(document)));
    }
    return documents;
  }

  /** The files of a folder with this ending, sorted. */
  static List<String> in(String folder, String ending) {
    try (Stream<Path> files = Files.list(path(folder))) {
      return files
          .map(file -> folder + "/" + file.getFileName())
          .filter(name -> name.endsWith(ending))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The section at the end of these keys; empty where there is none. */
  static JsonObject at(JsonObject document, String... keys) {
    JsonObject here = document;
    for (String key : keys) {
      here = here.getJsonObject(key, new JsonObject());
    }
    return here;
  }

  static List<String> texts(JsonArray array) {
    return array == null ? List.of() : array.stream().map(String::valueOf).toList();
  }

  static List<JsonObject> objects(JsonArray array) {
    return array == null ? List.of() : array.stream().map(JsonObject.class::cast).toList();
  }
}
