package eshop.node;

import eshop.platform.config.ConfigException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The section {@code proof} with the keys in it, wherever they are kept. */
final class ProofKeys {
  private static final int FILE_BYTES_MAX = 4 * 1024;

  private ProofKeys() {}

  /**
   * Reads the file of keys if there is one: a key a line, in the order of {@code proof.keys}; empty
   * lines and lines that begin with # do not count.
   *
   * @return {@code keys} only, as the services take them
   */
  static JsonObject read(JsonObject proof) {
    JsonArray keys = proof.getJsonArray("keys");
    String file = proof.getString("keyFile");
    if (file.isEmpty()) {
      return new JsonObject().put("keys", keys);
    }
    if (!keys.isEmpty()) {
      throw new ConfigException("proof: keys are given by ESHOP_PROOF_KEYS and by keyFile too");
    }
    List<String> lines = lines(file);
    if (lines.isEmpty()) {
      throw new ConfigException("proof.keyFile: " + file + ": holds no key");
    }
    return new JsonObject().put("keys", new JsonArray(lines));
  }

  private static List<String> lines(String file) {
    try {
      Path path = Path.of(file);
      if (Files.size(path) > FILE_BYTES_MAX) {
        throw new ConfigException("proof.keyFile: " + file + ": is over 4 KiB, so no file of keys");
      }
      return Files.readAllLines(path).stream()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (NoSuchFileException e) {
      throw new ConfigException("proof.keyFile: " + file + ": there is no such file", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException("proof.keyFile: " + file + ": cannot be read (" + e + ")", e);
    }
  }
}
