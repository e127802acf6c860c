package eshop.gateway;

import com.github.f4b6a3.ulid.UlidCreator;
import eshop.platform.bus.BusClient;
import eshop.platform.bus.ServiceFailure;
import eshop.platform.bus.ServiceFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;

/** The order service as the gateway sees it: two addresses on the event bus. */
final class Orders {
  private static final String SUBMIT = "eshop.order.submit";
  private static final String GET = "eshop.order.get";

  /** Less time than this is not worth another question. */
  private static final long ASK_AGAIN_MS_MIN = 100;

  private final BusClient bus;

  Orders(BusClient bus) {
    this.bus = bus;
  }

  /**
   * Submits an order; the reply holds {@code orderID}, and {@code accepted}: false when an answer
   * was lost. The id is chosen here, so that a node that does not answer costs no order: another is
   * asked, and if both have heard it there is still one order. A node that answers that it does not
   * know the outcome is followed by another for the same reason, once.
   */
  Future<JsonObject> submit(JsonObject order) {
    String orderID = UlidCreator.getMonotonicUlid().toString();
    JsonObject body = order.copy().put("orderID", orderID);
    long startNanos = System.nanoTime();
    return bus.repeatable(SUBMIT, body)
        .compose(reply -> complete(reply, SUBMIT))
        .recover(e -> isUnknown(e) ? unknown(orderID) : Future.failedFuture(e))
        .compose(
            reply ->
                isAccepted(reply)
                    ? Future.succeededFuture(reply)
                    : askAgain(body, reply, startNanos));
  }

  /** What the second says counts only if it is a yes: the first may have done it. */
  private Future<JsonObject> askAgain(JsonObject body, JsonObject first, long startNanos) {
    long leftMs = bus.timeoutMs() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    return leftMs < ASK_AGAIN_MS_MIN
        ? Future.succeededFuture(first)
        : bus.repeatable(SUBMIT, body, leftMs)
            .compose(reply -> complete(reply, SUBMIT))
            .otherwise(first);
  }

  /** An order service of an older version leaves the field out when the answer came. */
  static boolean isAccepted(JsonObject reply) {
    return reply.getBoolean("accepted", true);
  }

  private static Future<JsonObject> unknown(String orderID) {
    return Future.succeededFuture(new JsonObject().put("orderID", orderID).put("accepted", false));
  }

  private static boolean isUnknown(Throwable e) {
    return e instanceof ServiceFailure failure && failure.kind() == Kind.OUTCOME_UNKNOWN;
  }

  /** The reply holds {@code orderID, status, reason, order}; NOT_FOUND for an unknown order. */
  Future<JsonObject> get(String orderID) {
    return bus.query(GET, new JsonObject().put("orderID", orderID))
        .compose(reply -> complete(reply, GET));
  }

  private static Future<JsonObject> complete(JsonObject reply, String address) {
    return reply != null && reply.getValue("orderID") instanceof String
        ? Future.succeededFuture(reply)
        : Future.failedFuture(
            new ServiceFailure(Kind.INTERNAL, address + " answered without an orderID"));
  }
}
