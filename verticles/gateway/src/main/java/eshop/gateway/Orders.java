package eshop.gateway;

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
   * Submits an order; the reply holds {@code orderID}, and {@code accepted}: false when the
   * transaction manager's answer was lost.
   */
  Future<JsonObject> submit(JsonObject order) {
    return bus.request(SUBMIT, order).compose(reply -> complete(reply, SUBMIT));
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
