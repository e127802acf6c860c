package eshop.coordinator;

import eshop.coordinator.model.TransOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The two JSON texts in which dtm keeps what a submitter chose: {@code options} and {@code
 * custom_data}. They must stay readable for dtm, so names, order and omitted zeros are dtm's.
 */
final class TransOptionsJson {
  private TransOptionsJson() {}

  /** The text of the column {@code options}. */
  static String encode(TransOptions options) {
    JsonObject json = new JsonObject();
    if (options.waitResult()) {
      json.put("wait_result", true);
    }
    putPositive(json, "timeout_to_fail", options.timeoutToFail());
    putPositive(json, "request_timeout", options.requestTimeout());
    putPositive(json, "retry_interval", options.retryInterval());
    if (!options.branchHeaders().isEmpty()) {
      json.put("branch_headers", new JsonObject(new HashMap<>(options.branchHeaders())));
    }
    json.put("concurrent", options.concurrent());
    putPositive(json, "retry_limit", options.retryLimit());
    return json.encode();
  }

  /**
   * Reads both columns of a row, whoever wrote it.
   *
   * @throws IllegalArgumentException when either is malformed
   */
  static TransOptions decode(String options, String customData) {
    return withCustomData(options.isEmpty() ? new JsonObject() : parse(options), customData);
  }

  /**
   * Reads the options out of a JSON object that has them among other keys (dtm's submit body).
   *
   * @throws IllegalArgumentException naming the key that cannot be read
   */
  static TransOptions withCustomData(JsonObject options, String customData) {
    JsonObject custom = customData.isEmpty() ? new JsonObject() : parse(customData);
    try {
      return new TransOptions(
          options.getBoolean("wait_result", false),
          options.getLong("timeout_to_fail", 0L),
          options.getLong("retry_interval", 0L),
          options.getLong("request_timeout", 0L),
          options.getLong("retry_limit", 0L),
          headers(options.getJsonObject("branch_headers")),
          custom.getBoolean("concurrent", false),
          orders(custom.getJsonObject("orders")));
    } catch (ClassCastException | NullPointerException | DecodeException e) {
      throw new IllegalArgumentException("options or custom_data: a value has the wrong type", e);
    }
  }

  private static JsonObject parse(String text) {
    try {
      return new JsonObject(text);
    } catch (DecodeException e) {
      throw new IllegalArgumentException("options or custom_data is no JSON object", e);
    }
  }

  private static Map<String, String> headers(JsonObject json) {
    Map<String, String> headers = new HashMap<>();
    if (json != null) {
      json.forEach(entry -> headers.put(entry.getKey(), (String) entry.getValue()));
    }
    return headers;
  }

  private static Map<Integer, List<Integer>> orders(JsonObject json) {
    Map<Integer, List<Integer>> orders = new HashMap<>();
    if (json != null) {
      for (String step : json.fieldNames()) {
        orders.put(Integer.valueOf(step), steps(json.getJsonArray(step)));
      }
    }
    return orders;
  }

  private static List<Integer> steps(JsonArray json) {
    List<Integer> steps = new ArrayList<>();
    for (int i = 0; i < json.size(); i++) {
      steps.add(json.getInteger(i));
    }
    return steps;
  }

  private static void putPositive(JsonObject json, String key, long value) {
    if (value > 0) {
      json.put(key, value);
    }
  }
}
