package eshop.node.demo;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Orders over HTTP as any client would: blocking, on the demo's own thread. */
final class OrderClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
  private final String gateway;

  OrderClient(int port) {
    this.gateway = "http://127.0.0.1:" + port;
  }

  /** The id of the accepted order. */
  String submit(JsonObject order) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            request("/api/v1/submit")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(order.encode()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("submit answered " + response.statusCode() + " " + response.body());
    }
    return new JsonObject(response.body()).getJsonObject("data").getString("orderID");
  }

  /** {orderID, status, reason, order}. */
  JsonObject get(String orderId) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            request("/api/v1/orders/" + orderId).GET().build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("order answered " + response.statusCode() + " " + response.body());
    }
    return new JsonObject(response.body()).getJsonObject("data");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(gateway + path)).timeout(TIMEOUT);
  }
}
