package eshop.systemtest;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Customers who order at a steady pace, whatever becomes of the orders before, until they are
 * stopped. Each tries once more, and only once, when the connection failed: never when there was an
 * answer or when none came in time.
 */
final class OrderStream implements AutoCloseable {
  static final int PER_SECOND = 120;
  private static final int CUSTOMERS_MAX = 400;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final URI submit;
  private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService customers = Executors.newFixedThreadPool(CUSTOMERS_MAX);
  private final ScheduledFuture<?> ordering;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();
  private final AtomicInteger orders = new AtomicInteger();
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger answeredYes = new AtomicInteger();

  /** Begins at once. */
  OrderStream(int gatewayPort) {
    submit = URI.create("http://127.0.0.1:" + gatewayPort + "/api/v1/submit");
    ordering =
        pace.scheduleAtFixedRate(
            () -> customers.execute(this::order), 0, 1_000_000 / PER_SECOND, TimeUnit.MICROSECONDS);
  }

  /** Ends when every customer knows or has given up. */
  @Override
  public void close() {
    try {
      ordering.cancel(false);
      pace.shutdown();
      boolean allOrdered = pace.awaitTermination(10, TimeUnit.SECONDS);
      customers.shutdown();
      if (!allOrdered || !customers.awaitTermination(60, TimeUnit.SECONDS)) {
        throw new AssertionError("requests without an end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Collection<String> acknowledged() {
    return acknowledged;
  }

  /** Positive answers; more than different ids would be one order told twice. */
  int answeredYes() {
    return answeredYes.get();
  }

  /** Customers. */
  int orders() {
    return orders.get();
  }

  /** Requests, second tries included. */
  int sent() {
    return sent.get();
  }

  /** What the customers without an order were told: a status, {@code timeout} or the failure. */
  Map<String, Integer> failures() {
    return new TreeMap<>(failures);
  }

  private void order() {
    orders.incrementAndGet();
    JsonObject order = Shop.order(2, 1, 0);
    try {
      try {
        send(order);
      } catch (HttpTimeoutException e) {
        throw e;
      } catch (IOException connectionFailed) {
        send(order);
      }
    } catch (HttpTimeoutException e) {
      failed("timeout");
    } catch (IOException e) {
      failed(String.valueOf(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(JsonObject order) throws IOException, InterruptedException {
    sent.incrementAndGet();
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(submit)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(order.encode()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() == 200) {
      answeredYes.incrementAndGet();
      acknowledged.add(new JsonObject(answer.body()).getJsonObject("data").getString("orderID"));
    } else {
      failed(answer.statusCode() + " " + new JsonObject(answer.body()).getString("msg"));
    }
  }

  private void failed(String how) {
    failures.merge(how, 1, Integer::sum);
  }
}
