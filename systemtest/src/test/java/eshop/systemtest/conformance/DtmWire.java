package eshop.systemtest.conformance;

import com.google.protobuf.Empty;
import eshop.dtm.DtmGrpcClient;
import eshop.dtm.DtmRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.client.InvalidStatusException;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import java.util.Map;

/** A client of a transaction manager that speaks both of its wires and hides nothing of them. */
final class DtmWire {
  private static final String API = "/api/dtmsvr/";

  private final TransactionManager manager;
  private final GrpcClient grpc;
  private final WebClient http;

  DtmWire(Vertx vertx, TransactionManager manager) {
    this.manager = manager;
    grpc = GrpcClient.client(vertx);
    http = WebClient.create(vertx);
  }

  Future<DtmAnswer> submit(SagaDraft saga) {
    return send(saga, DtmGrpcClient.Submit, "submit");
  }

  Future<DtmAnswer> prepare(SagaDraft saga) {
    return send(saga, DtmGrpcClient.Prepare, "prepare");
  }

  Future<DtmAnswer> abort(SagaDraft saga) {
    return send(saga, DtmGrpcClient.Abort, "abort");
  }

  Future<String> newGidOverGrpc() {
    return DtmGrpcClient.create(grpc, manager.grpc())
        .newGid(Empty.getDefaultInstance())
        .map(reply -> reply.getGid());
  }

  Future<HttpResponse<Buffer>> get(String api, Map<String, String> query) {
    var request = http.request(HttpMethod.GET, manager.http(), API + api);
    query.forEach(request::addQueryParam);
    return request.send();
  }

  Future<HttpResponse<Buffer>> post(String api, JsonObject body) {
    return http.request(HttpMethod.POST, manager.http(), API + api).sendJsonObject(body);
  }

  /** The metrics page, which stands beside the API. */
  Future<HttpResponse<Buffer>> metrics() {
    return http.request(HttpMethod.GET, manager.http(), "/api/metrics").send();
  }

  private Future<DtmAnswer> send(
      SagaDraft saga, ServiceMethod<Empty, DtmRequest> method, String api) {
    return saga.wire() == Wire.GRPC
        ? call(method, saga.toGrpc())
        : post(api, saga.toJson()).map(DtmWire::answer);
  }

  private Future<DtmAnswer> call(ServiceMethod<Empty, DtmRequest> method, DtmRequest message) {
    return grpc.request(manager.grpc(), method)
        .compose(
            request -> {
              request.end(message);
              return request.response();
            })
        .compose(DtmWire::ended)
        .map(DtmWire::answer);
  }

  /** The end of a response fails when its status is not OK, which is no failure here. */
  private static Future<GrpcClientResponse<DtmRequest, Empty>> ended(
      GrpcClientResponse<DtmRequest, Empty> response) {
    return response
        .end()
        .recover(
            failure ->
                failure instanceof InvalidStatusException
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure))
        .map(response);
  }

  private static DtmAnswer answer(GrpcClientResponse<DtmRequest, Empty> response) {
    GrpcStatus status = response.status();
    DtmAnswer.Result result =
        switch (status) {
          case OK -> DtmAnswer.Result.SUCCESS;
          case ABORTED -> DtmAnswer.Result.FAILURE;
          case FAILED_PRECONDITION -> DtmAnswer.Result.ONGOING;
          default -> DtmAnswer.Result.ERROR;
        };
    String message = response.statusMessage();
    return new DtmAnswer(result, message == null ? "" : message);
  }

  private static DtmAnswer answer(HttpResponse<Buffer> response) {
    DtmAnswer.Result result =
        switch (response.statusCode()) {
          case 200 -> DtmAnswer.Result.SUCCESS;
          case 409 -> DtmAnswer.Result.FAILURE;
          case 425 -> DtmAnswer.Result.ONGOING;
          default -> DtmAnswer.Result.ERROR;
        };
    return new DtmAnswer(result, response.bodyAsJsonObject().getString("message", ""));
  }
}
