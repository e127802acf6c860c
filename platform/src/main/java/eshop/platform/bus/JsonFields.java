package eshop.platform.bus;

import eshop.platform.bus.ServiceFailure.Kind;
import io.vertx.core.json.JsonObject;

/**
 * Reads the fields of a request strictly: a missing field, a wrong type or a number out of bounds
 * is an INVALID_ARGUMENT that names the field and the rule.
 */
public final class JsonFields {
  private JsonFields() {}

  /** A whole number within bounds, both included. */
  public static long number(JsonObject body, String field, long min, long max) {
    Object value = body.getValue(field);
    boolean whole = value instanceof Integer || value instanceof Long;
    if (!whole || ((Number) value).longValue() < min || ((Number) value).longValue() > max) {
      throw new ServiceFailure(
          Kind.INVALID_ARGUMENT, field + " must be a whole number from " + min + " to " + max);
    }
    return ((Number) value).longValue();
  }

  /** Like {@link #number}, with a default when the field is absent. */
  public static long number(JsonObject body, String field, long min, long max, long absent) {
    return body.containsKey(field) ? number(body, field, min, max) : absent;
  }

  /** Text that matches a pattern. */
  public static String text(JsonObject body, String field, String pattern) {
    Object value = body.getValue(field);
    if (!(value instanceof String text) || !text.matches(pattern)) {
      throw new ServiceFailure(
          Kind.INVALID_ARGUMENT, field + " must be text that matches " + pattern);
    }
    return text;
  }
}
