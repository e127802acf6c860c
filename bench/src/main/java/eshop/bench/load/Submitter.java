package eshop.bench.load;

import eshop.bench.mix.OrderRequest;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/** Sends one order and reads its id from the answer, or names the kind of error. */
final class Submitter {
  private final HttpClient http;
  private final RequestOptions submit;

  Submitter(HttpClient http, LoadPlan plan) {
    this.http = http;
    this.submit =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(plan.submitUrl())
            .setTimeout(plan.timeoutMs())
            .putHeader("Content-Type", "application/json");
  }

  /** The order's id; fails with {@link Refusal}. */
  Future<String> submit(OrderRequest order) {
    return http.request(new RequestOptions(submit))
        .compose(request -> request.send(order.body().toBuffer()))
        .compose(
            response ->
                response.body().map(body -> SubmitAnswer.orderId(response.statusCode(), body)))
        .recover(failure -> Future.failedFuture(Refusal.of(failure)));
  }
}
