package eshop.testkit;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.common.WireFormat;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Calls the branches of a service as dtm does: unary gRPC with the saga's ids as metadata, or a
 * POST of JSON with them in the query. Tests decide how often and in which order.
 */
public final class BranchCaller {
  private static final ServiceMethod<HealthCheckResponse, HealthCheckRequest> HEALTH =
      ServiceMethod.client(
          ServiceName.create("grpc.health.v1", "Health"),
          "Check",
          GrpcMessageEncoder.encoder(),
          GrpcMessageDecoder.decoder(HealthCheckResponse.newBuilder()));

  private final Context context;
  private final GrpcClient client;
  private final SocketAddress server;
  private final Optional<HttpClient> json;

  /** What came back: a status and, unless it is OK, the reason. */
  public record Answer(GrpcStatus status, String message) {
    /** An answer of success. */
    public static final Answer OK = new Answer(GrpcStatus.OK, "");

    /** The answer that rolls a saga back. */
    public static Answer refused(String reason) {
      return new Answer(GrpcStatus.ABORTED, reason);
    }
  }

  /** Calls over an HTTP client of the test's own, under TLS for instance. */
  public BranchCaller(Vertx vertx, HttpClient http, int port) {
    this.context = vertx.getOrCreateContext();
    this.client = GrpcClient.client(vertx, http);
    this.server = SocketAddress.inetSocketAddress(port, "127.0.0.1");
    this.json = Optional.empty();
  }

  /** Calls the server that listens on the port of 127.0.0.1; the client ends with the Vertx. */
  public BranchCaller(Vertx vertx, int port) {
    this(vertx, port, Optional.empty());
  }

  private BranchCaller(Vertx vertx, int port, Optional<HttpClient> json) {
    this.context = vertx.getOrCreateContext();
    this.client = GrpcClient.client(vertx);
    this.server = SocketAddress.inetSocketAddress(port, "127.0.0.1");
    this.json = json;
  }

  /** Calls the same server over HTTP/JSON. */
  public static BranchCaller overHttp(Vertx vertx, int port) {
    return new BranchCaller(vertx, port, Optional.of(vertx.createHttpClient()));
  }

  /** The call of step "01" of the saga as an action. */
  public <Q, R> Future<Answer> action(ServiceMethod<R, Q> method, String gid, Q request) {
    return call(method, gid, "01", "action", request);
  }

  /** The call of step "01" of the saga as a compensation. */
  public <Q, R> Future<Answer> compensate(ServiceMethod<R, Q> method, String gid, Q request) {
    return call(method, gid, "01", "compensate", request);
  }

  /** The health of the service with that full name: SERVING or NOT_SERVING. */
  public Future<String> health(String service) {
    return onEventLoop(
        () ->
            client
                .request(server, HEALTH)
                .compose(
                    request ->
                        request
                            .end(HealthCheckRequest.newBuilder().setService(service).build())
                            .compose(sent -> request.response()))
                .compose(response -> response.last())
                .map(health -> health.getStatus().name()));
  }

  /** Any call: step {@code branchId} of the saga, {@code op} action or compensate. */
  public <Q, R> Future<Answer> call(
      ServiceMethod<R, Q> method, String gid, String branchId, String op, Q message) {
    return call(method, gid, branchId, op, Map.of(), message);
  }

  /** The same with the saga's branch headers. */
  public <Q, R> Future<Answer> call(
      ServiceMethod<R, Q> method,
      String gid,
      String branchId,
      String op,
      Map<String, String> headers,
      Q message) {
    return onEventLoop(() -> send(method, gid, branchId, op, headers, message));
  }

  /** From another thread an answer may have passed before it is read. */
  private <T> Future<T> onEventLoop(Supplier<Future<T>> call) {
    Promise<T> answer = Promise.promise();
    context.runOnContext(
        go -> Future.succeededFuture().compose(start -> call.get()).onComplete(answer));
    return answer.future();
  }

  private <Q, R> Future<Answer> send(
      ServiceMethod<R, Q> method,
      String gid,
      String branchId,
      String op,
      Map<String, String> headers,
      Q message) {
    if (json.isPresent()) {
      String query = "?gid=%s&trans_type=saga&branch_id=%s&op=%s".formatted(gid, branchId, op);
      Buffer body = method.encoder().encode(message, WireFormat.JSON).payload();
      return post(json.get(), "/" + method.fullMethodName() + query, headers, body);
    }
    return client
        .request(server, method)
        .compose(
            request -> {
              request
                  .headers()
                  .set("dtm-gid", gid)
                  .set("dtm-trans_type", "saga")
                  .set("dtm-branch_id", branchId)
                  .set("dtm-op", op)
                  .set("dtm-dtm", "127.0.0.1:36790")
                  .addAll(headers);
              return request.end(message).compose(sent -> request.response());
            })
        .compose(BranchCaller::answer);
  }

  private Future<Answer> post(
      HttpClient http, String uri, Map<String, String> headers, Buffer body) {
    return http.request(HttpMethod.POST, server.port(), server.host(), uri)
        .compose(
            request -> {
              request.headers().set("content-type", "application/json").addAll(headers);
              return request.send(body);
            })
        .compose(
            response ->
                response.body().map(read -> answer(response.statusCode(), read.toJsonObject())));
  }

  private static Answer answer(int status, JsonObject body) {
    return switch (status) {
      case 200 -> Answer.OK;
      case 400 -> new Answer(GrpcStatus.INVALID_ARGUMENT, body.getString("msg"));
      case 401 -> new Answer(GrpcStatus.UNAUTHENTICATED, body.getString("msg"));
      case 409 -> new Answer(GrpcStatus.ABORTED, body.getString("msg"));
      case 425 -> new Answer(GrpcStatus.FAILED_PRECONDITION, body.getString("msg"));
      case 503 -> new Answer(GrpcStatus.UNAVAILABLE, body.getString("msg"));
      default -> new Answer(GrpcStatus.UNKNOWN, "HTTP status " + status);
    };
  }

  /** The status is only known at the end; a failed call is an answer too. */
  private static <Q, R> Future<Answer> answer(GrpcClientResponse<Q, R> response) {
    return response
        .last()
        .transform(
            ended -> {
              if (response.status() == null) {
                return Future.failedFuture(ended.cause());
              }
              String message = response.statusMessage();
              return Future.succeededFuture(
                  new Answer(response.status(), message == null ? "" : message));
            });
  }
}
