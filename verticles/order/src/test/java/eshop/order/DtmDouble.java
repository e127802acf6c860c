package eshop.order;

import com.google.protobuf.Empty;
import eshop.dtm.DtmGrpcService;
import eshop.dtm.DtmRequest;
import eshop.testkit.DeployedService;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.StatusException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Stands in for dtm: takes sagas over gRPC, tells over HTTP where they stand, runs none. Faults are
 * switches that hold for the next submit only.
 */
final class DtmDouble implements BeforeAllCallback, AfterAllCallback {
  private enum Fault {
    NONE,
    LOSE_THE_ANSWER,
    LOSE_THE_REQUEST,
    REFUSE
  }

  private final Map<String, DtmRequest> submitted = new ConcurrentHashMap<>();
  private final Map<String, JsonObject> transactions = new ConcurrentHashMap<>();
  private final Map<String, JsonObject> waiting = new ConcurrentHashMap<>();
  private final Set<String> hurried = ConcurrentHashMap.newKeySet();
  private volatile Fault next = Fault.NONE;

  private Vertx vertx;
  private HttpServer grpc;
  private HttpServer http;

  @Override
  public void beforeAll(ExtensionContext test) {
    vertx = Vertx.vertx();
    GrpcServer calls = GrpcServer.server(vertx);
    calls.callHandler(
        DtmGrpcService.Submit, call -> call.last().onSuccess(saga -> submit(call, saga)));
    grpc = listen(vertx.createHttpServer().requestHandler(calls));
    http = listen(vertx.createHttpServer().requestHandler(this::http));
  }

  @Override
  public void afterAll(ExtensionContext test) {
    DeployedService.await(vertx.close());
  }

  /** The settings of a service that uses this double. */
  JsonObject config() {
    return new JsonObject()
        .put(
            "dtm",
            new JsonObject()
                .put("grpc", "127.0.0.1:" + grpc.actualPort())
                .put("http", "127.0.0.1:" + http.actualPort()));
  }

  /** What came over the wire; null when nothing did. */
  DtmRequest submitted(String gid) {
    return submitted.get(gid);
  }

  /** Makes dtm know a saga without a submit. */
  void knows(String gid, String status, String rollbackReason) {
    transactions.put(
        gid,
        new JsonObject()
            .put("gid", gid)
            .put("status", status)
            .put("rollback_reason", rollbackReason));
  }

  void loseTheNextAnswer() {
    next = Fault.LOSE_THE_ANSWER;
  }

  void loseTheNextRequest() {
    next = Fault.LOSE_THE_REQUEST;
  }

  void refuseTheNext() {
    next = Fault.REFUSE;
  }

  private void submit(GrpcServerRequest<DtmRequest, Empty> call, DtmRequest saga) {
    Fault fault = next;
    next = Fault.NONE;
    if (fault == Fault.REFUSE) {
      call.response().fail(new StatusException(GrpcStatus.ABORTED, "no more of 10.1.2.3"));
      return;
    }
    if (fault != Fault.LOSE_THE_REQUEST) {
      submitted.put(saga.getGid(), saga);
      knows(saga.getGid(), "submitted", "");
    }
    if (fault == Fault.NONE) {
      call.response().end(Empty.getDefaultInstance());
    } else {
      call.connection().close();
    }
  }

  /** Makes dtm list a saga whose tries have failed, and the last pause of which was so long. */
  void retries(String gid, long intervalS) {
    waiting.put(
        gid,
        new JsonObject()
            .put("gid", gid)
            .put("status", "submitted")
            .put("next_cron_interval", intervalS));
  }

  /** The sagas that dtm was told to try again now. */
  Set<String> hurried() {
    return hurried;
  }

  private void http(HttpServerRequest request) {
    switch (request.path()) {
      case "/api/dtmsvr/all" -> list(request);
      case "/api/dtmsvr/resetNextCronTime" ->
          request
              .body()
              .onSuccess(
                  body -> {
                    hurried.add(body.toJsonObject().getString("gid"));
                    request.response().end("{\"dtm_result\":\"SUCCESS\"}");
                  });
      default -> query(request);
    }
  }

  private void list(HttpServerRequest request) {
    boolean submitted = request.getParam("status").equals("submitted");
    JsonArray found = submitted ? new JsonArray(List.copyOf(waiting.values())) : new JsonArray();
    request
        .response()
        .end(new JsonObject().put("transactions", found).put("next_position", "").encode());
  }

  private void query(HttpServerRequest request) {
    JsonObject transaction = transactions.get(request.getParam("gid"));
    request
        .response()
        .end(
            new JsonObject()
                .put("transaction", transaction)
                .put("branches", new JsonArray())
                .encode());
  }

  private static HttpServer listen(HttpServer server) {
    return DeployedService.await(server.listen(0, "127.0.0.1"));
  }
}
