package eshop.gateway;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** GET /api/v1/orders/{orderID}: what became of an order. */
final class OrderHandler implements Handler<RoutingContext> {
  static final String ORDER_ID = "orderID";

  private final FieldRule rule;
  private final Orders orders;

  OrderHandler(FieldRule rule, Orders orders) {
    this.rule = rule;
    this.orders = orders;
  }

  @Override
  public void handle(RoutingContext context) {
    String orderID = context.pathParam(ORDER_ID);
    if (!rule.accepts(orderID)) {
      throw new ApiException(ApiError.INVALID_FIELD, rule.sentence());
    }
    orders
        .get(orderID)
        .onSuccess(status -> new OkBody(status).send(context.response(), 200))
        .onFailure(context::fail);
  }
}
