package eshop.coordinator;

import eshop.coordinator.model.BranchResult;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import eshop.platform.grpc.GrpcHealthProbe;
import eshop.platform.net.EndpointList;
import eshop.platform.net.Endpoints;
import eshop.platform.tls.ClientTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.client.InvalidStatusException;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Calls branches over gRPC. The coordinator knows no branch's messages: it hands the submitter's
 * bytes on as they are and looks at the status only.
 */
final class GrpcBranchCaller {
  private static final int STREAMS_PER_CONNECTION = 1_000;
  private static final int MAX_WAITING_PER_HOST = 10_000;

  /** One lost packet is repeated within it, and another endpoint can be tried within a call. */
  private static final int CONNECT_TIMEOUT_MS = 1_500;

  /** Branches with several endpoints whose turn is remembered. */
  private static final int TARGETS_MAX = 256;

  private final Vertx vertx;
  private final boolean tls;
  private final Map<EndpointList, Endpoints> targets = new LinkedHashMap<>();
  private final HttpClientAgent http;
  private final GrpcClient grpc;

  /**
   * @param connectionsPerHost each carries up to 1000 calls at once; 10,000 more may wait
   * @param tls for all branches, or for none
   */
  GrpcBranchCaller(Vertx vertx, int connectionsPerHost, ClientTls tls) {
    this.vertx = vertx;
    this.tls = tls.on();
    http =
        vertx
            .httpClientBuilder()
            .with(
                tls.applyTo(
                    new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false)
                        .setHttp2MultiplexingLimit(STREAMS_PER_CONNECTION)
                        .setConnectTimeout(CONNECT_TIMEOUT_MS)
                        .setTcpNoDelay(true)))
            .with(
                new PoolOptions()
                    .setHttp2MaxSize(connectionsPerHost)
                    .setMaxWaitQueueSize(MAX_WAITING_PER_HOST))
            .build();
    grpc = GrpcClient.client(vertx, http);
  }

  /** One call; it is cancelled after {@code timeoutMs}. A failed future means unknown. */
  Future<BranchResult> call(
      BranchUrl.Grpc url, TransGlobal global, TransBranch branch, long timeoutMs) {
    return connected(url.at())
        .compose(
            connection -> {
              GrpcClientRequest<Buffer, Buffer> request = connection.request();
              describe(request, url, global, branch, timeoutMs);
              Future<BranchResult> answer =
                  request
                      .response()
                      .compose(GrpcBranchCaller::result)
                      .timeout(timeoutMs, TimeUnit.MILLISECONDS)
                      .onFailure(
                          e -> {
                            request.cancel();
                            connection.noAnswer().run();
                          });
              request.end(Buffer.buffer(branch.payload().toByteArray()));
              return answer;
            })
        .timeout(timeoutMs, TimeUnit.MILLISECONDS);
  }

  /** Asks hosts over the connections of the calls. */
  GrpcHealthProbe probe() {
    return new GrpcHealthProbe(grpc);
  }

  Future<Void> close() {
    return grpc.close().eventually(http::close);
  }

  /** A request that can be sent, and who is to know when it brings no answer. */
  private record Connection(GrpcClientRequest<Buffer, Buffer> request, Runnable noAnswer) {}

  private Future<Connection> connected(EndpointList at) {
    if (at.isSingle()) {
      return grpc.request(at.hosts().get(0)).map(request -> new Connection(request, () -> {}));
    }
    Endpoints endpoints = endpoints(at);
    return endpoints.connect(
        server ->
            grpc.request(server)
                .map(request -> new Connection(request, () -> endpoints.noAnswer(server))));
  }

  private synchronized Endpoints endpoints(EndpointList at) {
    if (targets.size() >= TARGETS_MAX) {
      targets.clear();
    }
    return targets.computeIfAbsent(at, unknown -> Endpoints.of(vertx, at, tls));
  }

  private static void describe(
      GrpcClientRequest<Buffer, Buffer> request,
      BranchUrl.Grpc url,
      TransGlobal global,
      TransBranch branch,
      long timeoutMs) {
    request
        .serviceName(ServiceName.create(url.service()))
        .methodName(url.method())
        .timeout(timeoutMs, TimeUnit.MILLISECONDS);
    BranchMetadata.write(request.headers(), global, branch);
  }

  /** A status other than OK ends the response with a failure; it is an answer all the same. */
  private static Future<BranchResult> result(GrpcClientResponse<Buffer, Buffer> response) {
    return response
        .end()
        .recover(
            e ->
                e instanceof InvalidStatusException
                    ? Future.succeededFuture()
                    : Future.failedFuture(e))
        .map(ended -> result(response.status(), message(response.statusMessage())));
  }

  /** What dtm reads from a gRPC status. */
  static BranchResult result(GrpcStatus status, String message) {
    return switch (status) {
      case OK -> new BranchResult.Success();
      case FAILED_PRECONDITION -> new BranchResult.Ongoing();
      case ABORTED ->
          message.equals("ONGOING")
              ? new BranchResult.Ongoing()
              : new BranchResult.Failure(message);
      default -> new BranchResult.Unknown(status.name() + " " + message);
    };
  }

  private static String message(String message) {
    return message == null ? "" : message;
  }
}
