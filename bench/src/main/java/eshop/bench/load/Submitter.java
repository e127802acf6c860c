package eshop.bench.load;

import eshop.bench.mix.OrderRequest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;

/** Sends one order and reads its id from the answer, or names the kind of error. */
final class Submitter {
  private final HttpClient http;
  private final RequestOptions submit;

  Submitter(HttpClient http, LoadPlan plan) {
    this.http = http;
    this.submit =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(plan.url().replaceAll("/+$", "") + "/api/v1/submit")
            .setTimeout(plan.timeoutMs())
            .putHeader("Content-Type", "application/json");
  }

  /** The order's id; fails with {@link Refusal}, whose message is the kind of error. */
  Future<String> submit(OrderRequest order) {
    return http.request(new RequestOptions(submit))
        .compose(request -> request.send(order.body().toBuffer()))
        .compose(response -> response.body().map(body -> orderId(response, body)))
        .recover(failure -> Future.failedFuture(refusal(failure)));
  }

  private static String orderId(HttpClientResponse response, Buffer body) {
    if (response.statusCode() != 200) {
      throw new Refusal("HTTP " + response.statusCode());
    }
    try {
      JsonObject answer = new JsonObject(body);
      if (answer.getInteger("code", -1) != 0) {
        throw new Refusal("code " + answer.getValue("code"));
      }
      return answer.getJsonObject("data").getString("orderID");
    } catch (DecodeException | ClassCastException | NullPointerException e) {
      throw new Refusal("answer is not the documented JSON");
    }
  }

  private static Refusal refusal(Throwable failure) {
    if (failure instanceof Refusal known) {
      return known;
    }
    if (failure instanceof TimeoutException) {
      return new Refusal("timeout");
    }
    if (failure instanceof ConnectException) {
      return new Refusal("no connection");
    }
    return new Refusal(failure.getClass().getSimpleName());
  }

  /** Why a request brought no order id. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refusal(String kind) {
      super(kind, null, false, false);
    }
  }
}
