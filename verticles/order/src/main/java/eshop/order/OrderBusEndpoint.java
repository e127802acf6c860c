package eshop.order;

import eshop.platform.bus.BusEndpoint;
import eshop.platform.bus.JsonFields;
import eshop.platform.bus.LocalAddresses;
import eshop.saga.BranchFields;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;

/**
 * The order service on the event bus.
 *
 * <ul>
 *   <li>{@code eshop.order.submit} {userID, productID, amount, productCount, couponID?,
 *       timeoutToFail?, retryInterval?, orderID?} → {orderID, accepted}
 *   <li>{@code eshop.order.get} {orderID} → {orderID, status, reason, order}
 * </ul>
 */
final class OrderBusEndpoint {
  static final String SUBMIT = "eshop.order.submit";
  static final String GET = "eshop.order.get";

  private final OrderService orders;

  OrderBusEndpoint(OrderService orders) {
    this.orders = orders;
  }

  BusEndpoint serve(Vertx vertx, LocalAddresses localAddresses) {
    return new BusEndpoint(vertx, localAddresses).serve(SUBMIT, this::submit).serve(GET, this::get);
  }

  private Future<JsonObject> submit(JsonObject body) {
    OrderDraft draft =
        new OrderDraft(
            JsonFields.number(body, "userID", 1, Long.MAX_VALUE),
            JsonFields.number(body, "productID", 1, Long.MAX_VALUE),
            JsonFields.number(body, "amount", 1, OrderDraft.AMOUNT_MAX),
            JsonFields.number(body, "productCount", 1, OrderDraft.COUNT_MAX),
            JsonFields.number(body, "couponID", 0, Long.MAX_VALUE, 0),
            JsonFields.number(body, "timeoutToFail", 0, OrderDraft.SECONDS_MAX, 0),
            JsonFields.number(body, "retryInterval", 0, OrderDraft.SECONDS_MAX, 0));
    return orders
        .submit(NewOrderId.of(body, InstantSource.system()), draft)
        .map(
            submitted ->
                new JsonObject()
                    .put("orderID", submitted.orderId())
                    .put("accepted", submitted.accepted()));
  }

  private Future<JsonObject> get(JsonObject body) {
    String orderId = JsonFields.text(body, "orderID", BranchFields.ORDER_ID);
    return orders.status(orderId).map(OrderStatus::toJson);
  }
}
