package eshop.gateway;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** POST /api/v1/submit: checks the order, submits it, and waits for its end when asked to. */
final class SubmitHandler implements Handler<RoutingContext> {
  private final BodyRules rules;
  private final Orders orders;
  private final WaitForFinal waiting;

  SubmitHandler(BodyRules rules, Orders orders, WaitForFinal waiting) {
    this.rules = rules;
    this.orders = orders;
    this.waiting = waiting;
  }

  @Override
  public void handle(RoutingContext context) {
    BodyGuard.arrived(context);
    JsonObject order = rules.check(StrictJson.object(context.body().buffer()));
    order.put("couponID", order.getValue("couponID", 0));
    int waitS = PreferWait.seconds(context.request());
    orders.submit(order).compose(reply -> answer(context, reply, waitS)).onFailure(context::fail);
  }

  private Future<Void> answer(RoutingContext context, JsonObject reply, int waitS) {
    String orderID = reply.getString("orderID");
    if (!Orders.isAccepted(reply)) {
      return Future.failedFuture(lost(orderID));
    }
    if (waitS == 0) {
      new OkBody(new JsonObject().put("orderID", orderID)).send(context.response(), 200);
      return Future.succeededFuture();
    }
    return waiting
        .await(orderID, waitS, context)
        .onSuccess(status -> answerWaited(context, status, waitS))
        .mapEmpty();
  }

  private static void answerWaited(RoutingContext context, JsonObject status, int waitS) {
    context.response().putHeader("Preference-Applied", "wait=" + waitS);
    if (WaitForFinal.isFinal(status)) {
      new OkBody(status).send(context.response(), 200);
      return;
    }
    String orderID = status.getString("orderID");
    JsonObject data =
        new JsonObject().put("orderID", orderID).put("status", status.getString("status"));
    context.response().putHeader("Location", OkBody.location(orderID));
    new OkBody(data).send(context.response(), 202);
  }

  private static ApiException lost(String orderID) {
    return new ApiException(
        ApiError.OUTCOME_UNKNOWN,
        "no answer came in time; ask GET " + OkBody.location(orderID) + " before submitting again",
        orderID);
  }
}
