package eshop.systemtest;

import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A customer: orders over HTTP. Remembers which orders were acknowledged, and checks on every look
 * that a final status never changes again (I9).
 */
final class Shop {
  private static final Set<String> FINAL = Set.of("succeed", "failed");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final String gateway;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Map<String, String> ended = new ConcurrentHashMap<>();

  /** What a request brought. */
  record Answer(int status, JsonObject body, HttpResponse<String> response) {
    JsonObject data() {
      return body.getJsonObject("data");
    }
  }

  Shop(int gatewayPort) {
    this.gateway = "http://127.0.0.1:" + gatewayPort;
  }

  static JsonObject order(long productId, int count, long couponId) {
    return new JsonObject()
        .put("userID", 1)
        .put("productID", productId)
        .put("amount", 1_000)
        .put("productCount", count)
        .put("couponID", couponId);
  }

  /** The id of the accepted order. */
  String submit(JsonObject order) {
    Answer answer = post("/api/v1/submit", order, Map.of());
    if (answer.status() != 200) {
      throw new AssertionError("submit answered " + answer.status() + " " + answer.body());
    }
    return answer.data().getString("orderID");
  }

  Answer submit(JsonObject order, Map<String, String> headers) {
    return post("/api/v1/submit", order, headers);
  }

  /** {orderID, status, reason, order}. */
  JsonObject status(String orderId) {
    Answer answer = get("/api/v1/orders/" + orderId);
    if (answer.status() != 200) {
      throw new AssertionError("order answered " + answer.status() + " " + answer.body());
    }
    String status = answer.data().getString("status");
    if (FINAL.contains(status)) {
      String before = ended.putIfAbsent(orderId, status);
      if (before != null && !before.equals(status)) {
        throw new AssertionError("I9: " + orderId + " was " + before + ", is " + status);
      }
    }
    return answer.data();
  }

  /** The order once its saga has ended. */
  JsonObject ended(String orderId) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> status(orderId), order -> FINAL.contains(order.getString("status")));
  }

  Collection<String> acknowledged() {
    return acknowledged;
  }

  Answer get(String path) {
    return send(HttpRequest.newBuilder(URI.create(gateway + path)).GET());
  }

  private Answer post(String path, JsonObject body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(gateway + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.encode()));
    headers.forEach(request::header);
    Answer answer = send(request);
    if (answer.status() == 200 || answer.status() == 202) {
      acknowledged.add(answer.data().getString("orderID"));
    }
    return answer;
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          http.send(
              request.timeout(Duration.ofSeconds(40)).build(),
              HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), new JsonObject(response.body()), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
