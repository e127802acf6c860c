package eshop.coordinator;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;

/**
 * Asks an HTTP host whether it serves, by gRPC's health check in JSON, which our services answer.
 * Another's that does not know the question serves when it answers at all, unless with a 5xx. The
 * question goes the way of the branch calls.
 */
final class HttpHealthProbe implements AwayHosts.Probe {
  private static final long TIMEOUT_MS = 1_000;
  private static final int OK = 200;
  private static final int SERVER_ERROR = 500;
  private static final int MAX_ANSWER_BYTES = 1_024;
  private static final String PATH = "/grpc.health.v1.Health/Check";

  private final HttpClientAgent http;

  HttpHealthProbe(HttpClientAgent http) {
    this.http = http;
  }

  /**
   * Asks.
   *
   * @param host with its scheme: {@code http://10.0.0.7}
   */
  @Override
  public Future<Boolean> serves(String host, int port) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(host + ":" + port + PATH)
            .putHeader("content-type", "application/json")
            .setTimeout(TIMEOUT_MS);
    return http.request(options)
        .compose(HttpHealthProbe::ask)
        .timeout(TIMEOUT_MS, TimeUnit.MILLISECONDS);
  }

  private static Future<Boolean> ask(HttpClientRequest request) {
    return request
        .send(Buffer.buffer("{}"))
        .compose(HttpHealthProbe::serves)
        .timeout(TIMEOUT_MS, TimeUnit.MILLISECONDS)
        .onFailure(e -> request.reset());
  }

  private static Future<Boolean> serves(HttpClientResponse response) {
    if (response.statusCode() != OK) {
      return HttpBranchCaller.text(response, MAX_ANSWER_BYTES)
          .transform(read -> Future.succeededFuture(response.statusCode() < SERVER_ERROR));
    }
    return HttpBranchCaller.text(response, MAX_ANSWER_BYTES)
        .map(body -> !body.contains("NOT_SERVING"));
  }
}
