package eshop.bench.finality;

import eshop.bench.load.Tally;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * Finality by GET /api/v1/orders/{id}, for servers whose tables cannot be reached. Every order is
 * asked for until it is final, which costs the server at least one request an order: for small
 * rates only.
 */
public final class ApiFinality implements Finality {
  private static final int CONNECTIONS = 64;
  private static final int MAX_WATCHED = 20_000;
  private static final long TIMEOUT_MS = 10_000;
  private static final long MAX_PAUSE_MS = 100;

  private final Vertx vertx;
  private final Context context;
  private final HttpClientAgent http;
  private final String orders;
  private final long pauseMs;
  private final Histogram latencyUs = Tally.newHistogram();
  private final Map<String, Long> statuses = new ConcurrentHashMap<>();
  private final AtomicLong watched = new AtomicLong();
  private final AtomicLong unwatched = new AtomicLong();
  private volatile boolean closed;

  /** Asks this server, first at once and then after pauses that grow from {@code pauseMs}. */
  public ApiFinality(Vertx vertx, String url, long pauseMs) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.orders = url.replaceAll("/+$", "") + "/api/v1/orders/";
    this.pauseMs = pauseMs;
    this.http =
        vertx.createHttpClient(
            new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(MAX_WATCHED));
  }

  @Override
  public void order(String orderId, long intendedNanos, boolean counted) {
    if (watched.get() >= MAX_WATCHED) {
      unwatched.incrementAndGet();
      return;
    }
    watched.incrementAndGet();
    context.runOnContext(go -> ask(orderId, intendedNanos, counted, pauseMs));
  }

  @Override
  public long finished() {
    return statuses.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public long unfinished(long acknowledged) {
    return watched.get();
  }

  @Override
  public Map<String, Long> byStatus() {
    return statuses;
  }

  @Override
  public Histogram latencyUs() {
    return latencyUs;
  }

  @Override
  public long unwatched() {
    return unwatched.get();
  }

  @Override
  public long ownLooks() {
    return 0;
  }

  @Override
  public double resolutionMs() {
    return pauseMs;
  }

  @Override
  public String how() {
    return "api";
  }

  @Override
  public void close() {
    closed = true;
    http.close();
  }

  private void ask(String orderId, long intendedNanos, boolean counted, long nextPauseMs) {
    status(orderId)
        .onComplete(
            answer -> {
              String status = answer.succeeded() ? answer.result() : "";
              if (status.equals("succeed") || status.equals("failed")) {
                end(status, intendedNanos, counted);
              } else if (!closed) {
                long longer = Math.min(MAX_PAUSE_MS, nextPauseMs * 2);
                vertx.setTimer(nextPauseMs, t -> ask(orderId, intendedNanos, counted, longer));
              }
            });
  }

  private void end(String status, long intendedNanos, boolean counted) {
    if (counted) {
      Tally.record(latencyUs, System.nanoTime() - intendedNanos);
    }
    statuses.merge(status, 1L, Long::sum);
    watched.decrementAndGet();
  }

  private Future<String> status(String orderId) {
    return http.request(
            new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(orders + orderId)
                .setTimeout(TIMEOUT_MS))
        .compose(request -> request.send())
        .compose(response -> response.body())
        .map(
            body -> {
              try {
                return new JsonObject(body).getJsonObject("data").getString("status");
              } catch (DecodeException | ClassCastException | NullPointerException e) {
                return "";
              }
            });
  }
}
