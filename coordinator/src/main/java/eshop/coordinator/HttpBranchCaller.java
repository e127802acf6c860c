package eshop.coordinator;

import eshop.coordinator.model.BranchResult;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Calls branches over HTTP, as dtm does for sagas that were submitted over HTTP: the body is the
 * payload, everything about the transaction is in the query.
 */
final class HttpBranchCaller {
  private static final int MAX_WAITING_PER_HOST = 10_000;
  private static final int CONNECT_TIMEOUT_MS = 3_000;
  private static final int MAX_ANSWER_BYTES = 64 * 1024;
  private static final int CONNECTIONS_FACTOR = 16;

  private final HttpClientAgent http;

  /**
   * @param connectionsPerHost as for gRPC; HTTP/1 carries one call at a time, so it gets 16 times
   *     as many. 10,000 more calls may wait
   */
  HttpBranchCaller(Vertx vertx, int connectionsPerHost) {
    http =
        vertx
            .httpClientBuilder()
            .with(new HttpClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MS))
            .with(
                new PoolOptions()
                    .setHttp1MaxSize(connectionsPerHost * CONNECTIONS_FACTOR)
                    .setMaxWaitQueueSize(MAX_WAITING_PER_HOST))
            .build();
  }

  /** One call; it is reset after {@code timeoutMs}. A failed future means unknown. */
  Future<BranchResult> call(
      BranchUrl.Http url, TransGlobal global, TransBranch branch, long timeoutMs) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(branch.payload().isEmpty() ? HttpMethod.GET : HttpMethod.POST)
            .setAbsoluteURI(withQuery(url.uri(), global, branch))
            .putHeader("content-type", "application/json")
            .setTimeout(timeoutMs);
    global.options().branchHeaders().forEach(options::putHeader);
    return http.request(options)
        .compose(
            request ->
                send(request, branch)
                    .timeout(timeoutMs, TimeUnit.MILLISECONDS)
                    .onFailure(e -> request.reset()))
        .timeout(timeoutMs, TimeUnit.MILLISECONDS);
  }

  /** Asks hosts over the connections of the calls. */
  HttpHealthProbe probe() {
    return new HttpHealthProbe(http);
  }

  Future<Void> close() {
    return http.close();
  }

  private static Future<BranchResult> send(HttpClientRequest request, TransBranch branch) {
    return request
        .send(Buffer.buffer(branch.payload().toByteArray()))
        .compose(
            response ->
                text(response, MAX_ANSWER_BYTES).map(body -> result(response.statusCode(), body)));
  }

  /** Reads the body, but not more than the limit. */
  static Future<String> text(HttpClientResponse response, int maxBytes) {
    Promise<String> body = Promise.promise();
    Buffer read = Buffer.buffer();
    response
        .exceptionHandler(body::tryFail)
        .handler(
            part -> {
              if (read.length() + part.length() > maxBytes) {
                body.tryFail("the branch answered more than " + maxBytes + " bytes");
              } else {
                read.appendBuffer(part);
              }
            })
        .endHandler(end -> body.tryComplete(read.toString()));
    return body.future();
  }

  private static BranchResult result(int status, String body) {
    if (status == 425 || body.contains("ONGOING")) {
      return new BranchResult.Ongoing();
    }
    if (status == 409 || body.contains("FAILURE")) {
      return new BranchResult.Failure(body);
    }
    return status == 200
        ? new BranchResult.Success()
        : new BranchResult.Unknown("HTTP " + status + " " + body);
  }

  private static String withQuery(URI uri, TransGlobal global, TransBranch branch) {
    String text = uri.toString();
    int fragment = text.indexOf('#');
    String url = fragment < 0 ? text : text.substring(0, fragment);
    return url
        + (url.contains("?") ? "&" : "?")
        + "gid="
        + URLEncoder.encode(global.gid(), StandardCharsets.UTF_8)
        + "&trans_type="
        + global.transType()
        + "&branch_id="
        + branch.branchId()
        + "&op="
        + branch.op().word();
  }
}
