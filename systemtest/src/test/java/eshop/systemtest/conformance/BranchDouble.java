package eshop.systemtest.conformance;

import eshop.platform.grpc.DtmRawCalls;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A branch service for every saga of the suite, gRPC and HTTP on one port. It answers success
 * unless a test has told it otherwise for (gid, branch, op), and keeps every call. Tests may use it
 * from any thread.
 */
final class BranchDouble {
  private static final String HOST = "127.0.0.1";
  private static final String GRPC_PATH = "/conformance.Branch/";
  private static final String HTTP_PATH = "/branch/";

  private record Switch(String gid, String branchId, Op op) {}

  private final Vertx vertx;
  private final Map<Switch, Deque<BranchAnswer>> once = new ConcurrentHashMap<>();
  private final Map<Switch, BranchAnswer> always = new ConcurrentHashMap<>();
  private final Map<String, List<BranchCall>> calls = new ConcurrentHashMap<>();
  private final Map<String, Promise<Void>> held = new ConcurrentHashMap<>();
  private final BarrierLedger ledger = new BarrierLedger();
  private HttpServer server;

  private BranchDouble(Vertx vertx) {
    this.vertx = vertx;
  }

  static Future<BranchDouble> start(Vertx vertx) {
    BranchDouble branches = new BranchDouble(vertx);
    DtmRawCalls grpc = new DtmRawCalls(GrpcServer.server(vertx).callHandler(branches::grpcCall));
    return vertx
        .createHttpServer()
        .requestHandler(
            request -> {
              String type = request.getHeader("content-type");
              if (type != null && type.startsWith("application/grpc")) {
                grpc.handle(request);
              } else {
                branches.httpCall(request);
              }
            })
        .listen(0, HOST)
        .map(
            listening -> {
              branches.server = listening;
              return branches;
            });
  }

  /** The URL to give a saga's step for this op. */
  String url(Wire wire, Op op) {
    String address = HOST + ":" + server.actualPort();
    return wire == Wire.GRPC
        ? address + GRPC_PATH + op.word()
        : "http://" + address + HTTP_PATH + op.word();
  }

  /** Answers the next call so; several such answers are given in the order they were set. */
  void once(String gid, String branchId, Op op, BranchAnswer answer) {
    Deque<BranchAnswer> answers =
        once.computeIfAbsent(new Switch(gid, branchId, op), k -> new ArrayDeque<>());
    synchronized (answers) {
      answers.add(answer);
    }
  }

  /** Answers every call so that has no one-time answer. */
  void always(String gid, String branchId, Op op, BranchAnswer answer) {
    always.put(new Switch(gid, branchId, op), answer);
  }

  /** Lets the held answers of this saga go, those given from now on too. */
  void release(String gid) {
    gate(gid).tryComplete();
  }

  /** Every call of this saga so far, in the order of arrival. */
  List<BranchCall> calls(String gid) {
    return List.copyOf(calls.getOrDefault(gid, List.of()));
  }

  List<String> labels(String gid) {
    return calls(gid).stream().map(BranchCall::label).toList();
  }

  List<BranchCall> calls(String gid, String branchId, Op op) {
    return calls(gid).stream()
        .filter(call -> call.branchId().equals(branchId) && call.op() == op)
        .toList();
  }

  /** 1 when the branch's work stands, 0 when it never was or was taken back. */
  int effect(String gid, String branchId) {
    return ledger.effect(gid, branchId);
  }

  private void grpcCall(GrpcServerRequest<Buffer, Buffer> request) {
    request.handler(
        body -> {
          BranchCall call =
              new BranchCall(
                  Wire.GRPC,
                  "POST",
                  "/" + request.fullMethodName(),
                  request.headers(),
                  MultiMap.caseInsensitiveMultiMap(),
                  body);
          answerTo(call).onSuccess(answer -> send(request, answer));
        });
  }

  private static void send(GrpcServerRequest<Buffer, Buffer> request, BranchAnswer answer) {
    if (answer.grpcStatus() == GrpcStatus.OK) {
      request.response().end(Buffer.buffer());
    } else {
      request.response().status(answer.grpcStatus()).statusMessage(answer.message()).end();
    }
  }

  private void httpCall(HttpServerRequest request) {
    request
        .body()
        .map(
            body ->
                new BranchCall(
                    Wire.HTTP,
                    request.method().name(),
                    request.path(),
                    request.headers(),
                    request.params(),
                    body))
        .compose(this::answerTo)
        .onSuccess(
            answer -> {
              request.response().setStatusCode(answer.httpStatus());
              request.response().end(answer.httpStatus() == 204 ? "" : answer.message());
            });
  }

  private Future<BranchAnswer> answerTo(BranchCall call) {
    calls.computeIfAbsent(call.gid(), gid -> new CopyOnWriteArrayList<>()).add(call);
    BranchAnswer answer = chosen(new Switch(call.gid(), call.branchId(), call.op()));
    if (answer.applied()) {
      ledger.apply(call);
    }
    if (answer.delivery() instanceof BranchAnswer.Delivery.After after) {
      return after.ms() == 0 ? Future.succeededFuture(answer) : vertx.timer(after.ms()).map(answer);
    }
    if (answer.delivery() instanceof BranchAnswer.Delivery.Held) {
      return gate(call.gid()).future().map(answer);
    }
    return Promise.<BranchAnswer>promise().future();
  }

  private BranchAnswer chosen(Switch key) {
    Deque<BranchAnswer> answers = once.get(key);
    if (answers != null) {
      synchronized (answers) {
        if (!answers.isEmpty()) {
          return answers.remove();
        }
      }
    }
    return always.getOrDefault(key, BranchAnswer.ok());
  }

  private Promise<Void> gate(String gid) {
    return held.computeIfAbsent(gid, k -> Promise.promise());
  }
}
