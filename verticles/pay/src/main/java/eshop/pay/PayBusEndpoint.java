package eshop.pay;

import eshop.platform.bus.BusEndpoint;
import eshop.platform.bus.JsonFields;
import eshop.platform.bus.LocalAddresses;
import eshop.saga.BranchFields;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/**
 * The pay service on the event bus.
 *
 * <ul>
 *   <li>{@code eshop.pay.get} {orderID} → {orderID, userID, amount, status}; amount in cents,
 *       status 1 wait, 2 paid, 3 refunded, 4 cancelled
 * </ul>
 */
final class PayBusEndpoint {
  static final String GET = "eshop.pay.get";

  private final PayService payments;

  PayBusEndpoint(PayService payments) {
    this.payments = payments;
  }

  BusEndpoint serve(Vertx vertx, LocalAddresses localAddresses) {
    return new BusEndpoint(vertx, localAddresses).serve(GET, this::get);
  }

  private Future<JsonObject> get(JsonObject body) {
    return payments
        .find(JsonFields.text(body, "orderID", BranchFields.ORDER_ID))
        .map(PayBusEndpoint::toJson);
  }

  private static JsonObject toJson(Payment payment) {
    return new JsonObject()
        .put("orderID", payment.orderId())
        .put("userID", payment.userId())
        .put("amount", payment.amount())
        .put("status", payment.status());
  }
}
