package eshop.gateway;

import eshop.platform.management.ShutdownSignal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How connections end when the node leaves. With the answer to its next request, which says so: the
 * client sends nothing more on it and opens a new one, which reaches a node that stays. One that
 * has no request ends too, but these are closed a few at a time: whoever sends just then fails, and
 * his second try, if it takes another connection of his pool, must not fail for the same reason.
 *
 * <p>Lives on one event loop.
 */
final class OpenConnections implements PlatformHandler {
  /** The idle ones are closed in so many steps. */
  private static final int STEPS = 20;

  private final Vertx vertx;
  private final ShutdownSignal shutdown;
  private final Set<HttpConnection> open = new HashSet<>();

  /** Those without a request, the longest unused first. */
  private final Set<HttpConnection> idle = new LinkedHashSet<>();

  private boolean ending;

  OpenConnections(Vertx vertx, ShutdownSignal shutdown) {
    this.vertx = vertx;
    this.shutdown = shutdown;
  }

  /** The server's connection handler. */
  void opened(HttpConnection connection) {
    open.add(connection);
    idle.add(connection);
    connection.closeHandler(
        closed -> {
          open.remove(connection);
          idle.remove(connection);
        });
  }

  @Override
  public void handle(RoutingContext context) {
    HttpConnection connection = context.request().connection();
    idle.remove(connection);
    context.addHeadersEndHandler(
        headers -> {
          if (ending || shutdown.isGiven()) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            context.addEndHandler(sent -> connection.close());
          }
        });
    context.addEndHandler(
        sent -> {
          if (open.contains(connection)) {
            idle.add(connection);
          }
        });
    context.next();
  }

  /**
   * Ends all that have no request, the longest unused first and the last of them when the time is
   * over; completes then, or at once when none is left. Those with a request end with its answer.
   */
  Future<Void> endIdle(long withinMs) {
    ending = true;
    Promise<Void> ended = Promise.promise();
    step(Math.max(1, withinMs / STEPS), STEPS, ended);
    return ended.future();
  }

  private void step(long pauseMs, int stepsLeft, Promise<Void> ended) {
    if (stepsLeft == 0 || open.isEmpty()) {
      ended.complete();
      return;
    }
    close(idle.size() / stepsLeft);
    vertx.setTimer(pauseMs, fired -> step(pauseMs, stepsLeft - 1, ended));
  }

  private void close(int count) {
    List<HttpConnection> oldest = idle.stream().limit(count).toList();
    oldest.forEach(HttpConnection::close);
  }
}
