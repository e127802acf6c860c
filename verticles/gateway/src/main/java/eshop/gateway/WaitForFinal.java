package eshop.gateway;

import eshop.platform.management.ShutdownSignal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * Waits until an order is final. It asks the order service at growing intervals: most orders are
 * final within milliseconds, and those that are not need no haste. How the news arrives is known
 * only here.
 *
 * <p>A bounded number waits at once, and nobody waits for a client that has left. Lives on one
 * event loop.
 */
final class WaitForFinal {
  private static final long FIRST_INTERVAL_MS = 5;
  private static final long MAX_INTERVAL_MS = 250;
  private static final long MS_PER_S = 1_000;
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final ShutdownSignal shutdown;
  private final Orders orders;
  private final int maxWaiting;
  private int waiting;

  WaitForFinal(Vertx vertx, ShutdownSignal shutdown, Orders orders, int maxWaiting) {
    this.vertx = vertx;
    this.shutdown = shutdown;
    this.orders = orders;
    this.maxWaiting = maxWaiting;
  }

  static boolean isFinal(JsonObject status) {
    String word = status.getString("status");
    return "succeed".equals(word) || "failed".equals(word);
  }

  /**
   * The order's status when it is final, or the last one known when the time is over, or at once
   * when too many wait already, or soon when the node is about to leave. Never fails; never
   * completes when the client leaves.
   */
  Future<JsonObject> await(String orderID, int seconds, RoutingContext client) {
    JsonObject submitted = new JsonObject().put("orderID", orderID).put("status", "submitted");
    if (waiting >= maxWaiting) {
      return Future.succeededFuture(submitted);
    }
    waiting++;
    Wait wait = new Wait(submitted, seconds * MS_PER_S);
    client.addEndHandler(end -> wait.stop());
    wait.ask();
    return wait.result.future();
  }

  /** One client's waiting; ends by a final status, by its deadline, or by the client's leaving. */
  private final class Wait {
    private final Promise<JsonObject> result = Promise.promise();
    private final long deadline;
    private JsonObject last;
    private long intervalMs = FIRST_INTERVAL_MS;
    private long nextAsk = NO_TIMER;
    private boolean stopped;

    Wait(JsonObject submitted, long timeoutMs) {
      this.last = submitted;
      this.deadline = vertx.setTimer(timeoutMs, fired -> finish());
    }

    void ask() {
      orders
          .get(last.getString("orderID"))
          .onComplete(
              status -> {
                if (status.succeeded()) {
                  last = status.result();
                }
                if (!stopped) {
                  finishOrAskLater();
                }
              });
    }

    private void finishOrAskLater() {
      if (isFinal(last) || shutdown.isGiven()) {
        finish();
        return;
      }
      nextAsk = vertx.setTimer(intervalMs, fired -> ask());
      intervalMs = Math.min(2 * intervalMs, MAX_INTERVAL_MS);
    }

    private void finish() {
      stop();
      result.complete(last);
    }

    void stop() {
      if (!stopped) {
        stopped = true;
        waiting--;
        vertx.cancelTimer(deadline);
        vertx.cancelTimer(nextAsk);
      }
    }
  }
}
