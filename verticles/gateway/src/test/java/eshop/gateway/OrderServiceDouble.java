package eshop.gateway;

import eshop.platform.bus.BusEndpoint;
import eshop.platform.bus.ServiceFailure;
import eshop.platform.node.NodeContext;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Stands in for the order service at its two addresses; a test says what it answers. */
final class OrderServiceDouble {
  static final String ORDER_ID = "order-1";

  final List<JsonObject> submitted = new CopyOnWriteArrayList<>();
  final List<JsonObject> asked = new CopyOnWriteArrayList<>();

  private final BusEndpoint endpoint;
  private volatile Function<JsonObject, Future<JsonObject>> onSubmit;
  private volatile Function<JsonObject, Future<JsonObject>> onGet;

  OrderServiceDouble(NodeContext node) {
    endpoint =
        new BusEndpoint(node.vertx(), node.localAddresses())
            .serve("eshop.order.submit", body -> answer(submitted, body, onSubmit))
            .serve("eshop.order.get", body -> answer(asked, body, onGet));
    reset();
  }

  private static Future<JsonObject> answer(
      List<JsonObject> seen, JsonObject body, Function<JsonObject, Future<JsonObject>> answer) {
    seen.add(body);
    return answer.apply(body);
  }

  void reset() {
    submitted.clear();
    asked.clear();
    onSubmit(body -> accepted(true));
    onGet(body -> status("submitted", ""));
  }

  void onSubmit(Function<JsonObject, Future<JsonObject>> answer) {
    onSubmit = answer;
  }

  void onGet(Function<JsonObject, Future<JsonObject>> answer) {
    onGet = answer;
  }

  Future<Void> ready() {
    return endpoint.ready();
  }

  Future<Void> leave() {
    return endpoint.close();
  }

  static Future<JsonObject> accepted(boolean accepted) {
    return Future.succeededFuture(
        new JsonObject().put("orderID", ORDER_ID).put("accepted", accepted));
  }

  static Future<JsonObject> status(String status, String reason) {
    return Future.succeededFuture(
        new JsonObject()
            .put("orderID", ORDER_ID)
            .put("status", status)
            .put("reason", reason)
            .put("order", status.equals("succeed") ? new JsonObject().put("amount", 100) : null));
  }

  static Future<JsonObject> failure(ServiceFailure.Kind kind, String message) {
    return Future.failedFuture(new ServiceFailure(kind, message));
  }
}
