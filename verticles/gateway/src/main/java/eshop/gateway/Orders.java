package eshop.gateway;

import com.github.f4b6a3.ulid.UlidCreator;
import eshop.platform.bus.BusClient;
import eshop.platform.bus.ServiceFailure;
import eshop.platform.bus.ServiceFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** The order service as the gateway sees it: two addresses on the event bus. */
final class Orders {
  private static final String SUBMIT = "eshop.order.submit";
  private static final String GET = "eshop.order.get";

  private final BusClient bus;

  Orders(BusClient bus) {
    this.bus = bus;
  }

  /**
   * Submits an order; the reply holds {@code orderID}, and {@code accepted}: false when an answer
   * was lost. The id is chosen here, so that a node that does not answer costs no order: another is
   * asked, and if both have heard it there is still one order.
   */
  Future<JsonObject> submit(JsonObject order) {
    String orderID = UlidCreator.getMonotonicUlid().toString();
    return bus.repeatable(SUBMIT, order.copy().put("orderID", orderID))
        .compose(reply -> complete(reply, SUBMIT))
        .recover(
            e ->
                isUnknown(e)
                    ? Future.succeededFuture(
                        new JsonObject().put("orderID", orderID).put("accepted", false))
                    : Future.failedFuture(e));
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
