package eshop.bench.nodes;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Submits one order to a server that may still be starting, until it is taken, and waits until it
 * is final: what a first customer sees. Blocks.
 */
public final class FirstOrder {
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);
  private static final long LOOK_MS = 10;
  private static final JsonObject ORDER =
      new JsonObject()
          .put("userID", 1)
          .put("productID", 1)
          .put("amount", 1_000)
          .put("productCount", 1)
          .put("couponID", 0);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(REQUEST_LIMIT)
          .build();
  private final String url;
  private final long deadlineNanos;

  private FirstOrder(String url, int limitS) {
    this.url = url;
    this.deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(limitS);
  }

  /**
   * Returns when the order is final.
   *
   * @throws IOException when it is not within the limit
   */
  public static void await(String url, int limitS) throws IOException, InterruptedException {
    FirstOrder first = new FirstOrder(url, limitS);
    String id = first.submitted();
    first.ended(id);
  }

  private String submitted() throws IOException, InterruptedException {
    HttpRequest submit =
        request("/api/v1/submit")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(ORDER.encode()))
            .build();
    while (true) {
      String id = data(submit).getString("orderID");
      if (id != null) {
        return id;
      }
      pause();
    }
  }

  private void ended(String id) throws IOException, InterruptedException {
    HttpRequest ask = request("/api/v1/orders/" + id).GET().build();
    while (!data(ask).getString("status", "").matches("succeed|failed")) {
      pause();
    }
  }

  /** Empty while there is no server, or it says no. */
  private JsonObject data(HttpRequest request) throws InterruptedException {
    try {
      String body = http.send(request, BodyHandlers.ofString()).body();
      return new JsonObject(body).getJsonObject("data", new JsonObject());
    } catch (IOException | DecodeException | ClassCastException notYet) {
      return new JsonObject();
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(REQUEST_LIMIT);
  }

  private void pause() throws IOException, InterruptedException {
    if (System.nanoTime() - deadlineNanos > 0) {
      throw new IOException("the first order was not final in time at " + url);
    }
    TimeUnit.MILLISECONDS.sleep(LOOK_MS);
  }
}
