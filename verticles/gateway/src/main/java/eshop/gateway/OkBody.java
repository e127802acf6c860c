package eshop.gateway;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * The body of every success: code 0, msg ok, and the data.
 *
 * @param data what was asked for
 */
public record OkBody(JsonObject data) {
  static final String JSON = "application/json";

  /** Ends the response with a 2xx status. */
  public void send(HttpServerResponse response, int status) {
    JsonObject body = new JsonObject().put("code", 0).put("msg", "ok").put("data", data);
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(body.toBuffer());
  }

  /** The path at which an order's status is asked. */
  static String location(String orderID) {
    return "/api/v1/orders/" + orderID;
  }
}
