package eshop.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server with the submit API and nothing behind it: every order succeeds at once. */
public final class ShopDouble implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final List<JsonObject> bodies = new CopyOnWriteArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger mostOpen = new AtomicInteger();
  private final HttpServer server;
  private volatile Answer answer = (number, request) -> ok(request, number);

  /** How the submit with this number, from 1, is answered. */
  @FunctionalInterface
  public interface Answer {
    void to(int number, HttpServerRequest request);
  }

  /** Listens on a free port. */
  public ShopDouble() throws Exception {
    server =
        vertx
            .createHttpServer()
            .requestHandler(this::handle)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
  }

  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  public Vertx vertx() {
    return vertx;
  }

  public void answer(Answer newAnswer) {
    this.answer = newAnswer;
  }

  public List<JsonObject> bodies() {
    return bodies;
  }

  /** The most submits that were ever unanswered at once. */
  public int mostOpen() {
    return mostOpen.get();
  }

  public static void ok(HttpServerRequest request, int number) {
    send(request, new JsonObject().put("orderID", "order-" + number));
  }

  private static void send(HttpServerRequest request, JsonObject data) {
    request.response().end(new JsonObject().put("code", 0).put("data", data).toBuffer());
  }

  private void handle(HttpServerRequest request) {
    if (request.path().startsWith("/api/v1/orders/")) {
      send(request, new JsonObject().put("status", "succeed"));
      return;
    }
    mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
    request.response().endHandler(sent -> open.decrementAndGet());
    request.bodyHandler(
        body -> {
          bodies.add(new JsonObject(body));
          answer.to(bodies.size(), request);
        });
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
