package eshop.platform.management;

import eshop.platform.config.Listening;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The operators' HTTP server: {@code /health} (the process answers), {@code /ready} (200 or 503
 * with each check's result) and {@code /metrics} (Prometheus text).
 */
public final class ManagementServer {
  private final HttpServer server;

  private ManagementServer(HttpServer server) {
    this.server = server;
  }

  /** Listens; fails with {@code ConfigException} when the port cannot be had. */
  public static Future<ManagementServer> start(
      Vertx vertx, ManagementConfig config, Readiness readiness, PrometheusMeterRegistry metrics) {
    Router router = Router.router(vertx);
    router.get("/health").handler(context -> context.json(java.util.Map.of("status", "UP")));
    router.get("/ready").handler(context -> ready(readiness, context));
    router.get("/metrics").handler(context -> scrape(vertx, metrics, context));
    HttpServerOptions options =
        new HttpServerOptions().setHost(config.host()).setPort(config.port()).setIdleTimeout(60);
    return vertx
        .createHttpServer(options)
        .requestHandler(router)
        .listen()
        .map(ManagementServer::new)
        .recover(
            e ->
                Future.failedFuture(
                    Listening.failed("management", config.host(), config.port(), e)));
  }

  /** The port really listened on. */
  public int port() {
    return server.actualPort();
  }

  public Future<Void> close() {
    return server.close();
  }

  private static void ready(Readiness readiness, RoutingContext context) {
    readiness
        .check()
        .onSuccess(
            result ->
                context
                    .response()
                    .setStatusCode(result.getBoolean("ready") ? 200 : 503)
                    .putHeader("content-type", "application/json")
                    .end(result.encode()))
        .onFailure(context::fail);
  }

  private static void scrape(Vertx vertx, PrometheusMeterRegistry metrics, RoutingContext context) {
    vertx
        .executeBlocking(metrics::scrape, false)
        .onSuccess(
            text ->
                context
                    .response()
                    .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
                    .end(text))
        .onFailure(context::fail);
  }
}
