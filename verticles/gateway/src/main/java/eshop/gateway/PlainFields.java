package eshop.gateway;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.JsonSchema;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A schema of nothing but whole numbers within bounds, as plain comparisons. A schema is read anew
 * for each body, which took an eighth of what an order costs the node; the bodies that keep their
 * rules, nearly all, are known here at once. Whatever is not plainly right is left to the schema,
 * so this one can be wrong only by saying yes, and says it to no schema that it does not know
 * wholly.
 */
final class PlainFields {
  /** Keywords of the body and of a field; any other, and the schema has to be asked. */
  private static final Set<String> OF_BODY =
      Set.of("type", "required", "properties", "additionalProperties");

  private static final Set<String> OF_FIELD = Set.of("type", "format", "minimum", "maximum");

  /** Keywords that decide nothing. */
  private static final Set<String> ANNOTATIONS =
      Set.of("title", "description", "examples", "default");

  private static final PlainFields NONE = new PlainFields(Map.of(), Integer.MAX_VALUE);

  private record Bounds(long min, long max, boolean required) {}

  private final Map<String, Bounds> fields;
  private final int required;

  private PlainFields(Map<String, Bounds> fields, int required) {
    this.fields = fields;
    this.required = required;
  }

  /** One that accepts nothing where the schema says more than bounds. */
  static PlainFields of(JsonSchema schema) {
    JsonObject properties = schema.get("properties");
    JsonArray required = schema.get("required", new JsonArray());
    if (!onlyOf(schema, OF_BODY)
        || !"object".equals(schema.get("type"))
        || !Boolean.FALSE.equals(schema.get("additionalProperties"))) {
      return NONE;
    }
    Map<String, Bounds> fields = new HashMap<>();
    for (String name : properties.fieldNames()) {
      if (JsonSchema.EXCLUDE_ANNOTATIONS.test(name)) {
        JsonSchema field = JsonSchema.of(properties.getJsonObject(name));
        if (!onlyOf(field, OF_FIELD)
            || !"integer".equals(field.get("type"))
            || !isLong(field.get("minimum"))
            || !isLong(field.get("maximum"))) {
          return NONE;
        }
        long min = field.<Number>get("minimum").longValue();
        long max = field.<Number>get("maximum").longValue();
        fields.put(name, new Bounds(min, max, required.contains(name)));
      }
    }
    return new PlainFields(fields, required.size());
  }

  /** Whether the body is right beyond doubt. */
  boolean accept(JsonObject body) {
    int found = 0;
    for (Map.Entry<String, Object> entry : body.getMap().entrySet()) {
      Bounds bounds = fields.get(entry.getKey());
      if (bounds == null || !isLong(entry.getValue())) {
        return false;
      }
      long value = ((Number) entry.getValue()).longValue();
      if (value < bounds.min() || value > bounds.max()) {
        return false;
      }
      found += bounds.required() ? 1 : 0;
    }
    return found == required;
  }

  private static boolean onlyOf(JsonSchema schema, Set<String> known) {
    return schema.fieldNames().stream()
        .filter(JsonSchema.EXCLUDE_ANNOTATIONS)
        .allMatch(
            name -> known.contains(name) || ANNOTATIONS.contains(name) || name.startsWith("x-"));
  }

  private static boolean isLong(Object value) {
    return value instanceof Integer || value instanceof Long;
  }
}
