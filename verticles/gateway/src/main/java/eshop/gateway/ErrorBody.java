package eshop.gateway;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * The only error body that leaves the gateway, and the only place that sends one.
 *
 * @param error decides the HTTP status and the code
 * @param msg what is wrong and what to change
 * @param orderID the order to ask about, sent as {@code data.orderID} and {@code Location}; or null
 */
public record ErrorBody(ApiError error, String msg, String orderID) {
  private static final String RETRY_AFTER_S = "1";

  /** Without an order. */
  public ErrorBody(ApiError error, String msg) {
    this(error, msg, null);
  }

  /** Ends the response; headers set before are kept. Completes when it is written. */
  public Future<Void> send(HttpServerResponse response) {
    JsonObject body = new JsonObject().put("code", error.code()).put("msg", msg);
    if (orderID != null) {
      body.put("data", new JsonObject().put("orderID", orderID));
      response.putHeader(HttpHeaders.LOCATION, OkBody.location(orderID));
    }
    if (error.retryable()) {
      response.putHeader("Retry-After", RETRY_AFTER_S);
    }
    if (error.closesConnection()) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    return response
        .setStatusCode(error.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, OkBody.JSON)
        .end(body.toBuffer());
  }
}
