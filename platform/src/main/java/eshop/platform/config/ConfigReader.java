package eshop.platform.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Turns configuration text into validated records. A record's components are its keys; its
 * canonical constructor holds the defaults and the rules. An unknown key, a wrong type or a broken
 * rule is a {@link ConfigException} of one line, because a node that starts with a misread setting
 * fails later and in a worse place.
 */
public final class ConfigReader {
  private static final ObjectMapper JSON = strict(JsonMapper.builder()).build();
  private static final ObjectMapper YAML =
      strict(YAMLMapper.builder()).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

  private ConfigReader() {}

  /**
   * Reads one section.
   *
   * @param section the keys and values; absent keys take the record's defaults
   * @param path the section's place in the whole configuration, for messages; may be empty
   */
  public static <T> T read(JsonObject section, Class<T> type, String path) {
    try {
      return JSON.readValue(section.encode(), type);
    } catch (JsonProcessingException e) {
      throw new ConfigException(describe(e, path), e);
    }
  }

  /**
   * Parses a YAML document whose top is a mapping, or which is empty. Duplicate keys are errors.
   *
   * @param name the file, for messages
   */
  @SuppressWarnings("unchecked")
  public static JsonObject yaml(String text, String name) {
    try {
      JsonNode tree = YAML.readTree(text);
      if (tree.isMissingNode() || tree.isNull()) {
        return new JsonObject();
      }
      if (!tree.isObject()) {
        throw new ConfigException(name + ": the document must be a mapping of keys to values");
      }
      return new JsonObject((Map<String, Object>) YAML.convertValue(tree, Map.class));
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
      throw new ConfigException(name + where + ": " + firstLine(e.getOriginalMessage()), e);
    }
  }

  private static <
          M extends ObjectMapper, B extends com.fasterxml.jackson.databind.cfg.MapperBuilder<M, B>>
      B strict(B builder) {
    return builder
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .withCoercionConfig(
            LogicalType.Textual,
            config ->
                config
                    .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
  }

  private static String describe(JsonProcessingException e, String path) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      String known =
          new TreeSet<>(unknown.getKnownPropertyIds().stream().map(Object::toString).toList())
              .stream().collect(Collectors.joining(", "));
      return keyPath(unknown, path) + ": unknown key; known keys here: " + known;
    }
    if (e instanceof JsonMappingException mapping) {
      Throwable cause = e.getCause();
      String rule =
          cause instanceof IllegalArgumentException
              ? cause.getMessage()
              : firstLine(e.getOriginalMessage());
      String at = keyPath(mapping, path);
      return at.isEmpty() ? rule : at + ": " + rule;
    }
    return path + ": " + firstLine(e.getOriginalMessage());
  }

  private static String keyPath(JsonMappingException e, String path) {
    String inner =
        e.getPath().stream()
            .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
            .collect(Collectors.joining("."));
    if (path.isEmpty() || inner.isEmpty()) {
      return path + inner;
    }
    return path + "." + inner;
  }

  private static String firstLine(String message) {
    String line = message.lines().findFirst().orElse(message);
    return line.length() > 300 ? line.substring(0, 300) : line;
  }
}
