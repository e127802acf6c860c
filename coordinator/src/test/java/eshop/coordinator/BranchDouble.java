package eshop.coordinator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A service whose branches do nothing but remember that they were called, over gRPC and over HTTP.
 * One-shot switches make the next call of a method refuse, stay ongoing, break or never answer.
 */
final class BranchDouble {
  /** What a method does on its next call, once. */
  enum Switch {
    REFUSE,
    ONGOING,
    OLD_ONGOING,
    BREAK,
    SILENT
  }

  /** One call as it arrived: the method (or HTTP path), dtm's words about it, and its body. */
  record Call(
      String method,
      String gid,
      String branchId,
      String op,
      String body,
      Map<String, String> headers) {}

  private final Map<String, Switch> switches = new ConcurrentHashMap<>();
  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  private HttpServer grpc;
  private HttpServer http;

  Future<BranchDouble> start(Vertx vertx) {
    GrpcServer server = GrpcServer.server(vertx).callHandler(this::onGrpc);
    Future<HttpServer> grpcUp =
        vertx.createHttpServer().requestHandler(server).listen(0, "127.0.0.1");
    Future<HttpServer> httpUp =
        vertx.createHttpServer().requestHandler(this::onHttp).listen(0, "127.0.0.1");
    return grpcUp
        .compose(
            up -> {
              grpc = up;
              return httpUp;
            })
        .map(
            up -> {
              http = up;
              return this;
            });
  }

  Future<Void> stop() {
    return Future.all(grpc.close(), http.close()).mapEmpty();
  }

  /** The next call of a method, by whatever transport, behaves so; the one after it is OK again. */
  void next(String method, Switch what) {
    switches.put(method, what);
  }

  String grpcHost() {
    return "127.0.0.1:" + grpc.actualPort();
  }

  String grpcUrl(String method) {
    return grpcHost() + "/test.v1.busi/" + method;
  }

  String httpUrl(String method) {
    return "http://127.0.0.1:" + http.actualPort() + "/" + method;
  }

  /** Calls of one saga in the order of arrival. */
  List<Call> calls(String gid) {
    return calls.stream().filter(call -> gid.equals(call.gid())).toList();
  }

  /** The methods of {@link #calls(String)}. */
  List<String> methods(String gid) {
    return calls(gid).stream().map(Call::method).toList();
  }

  private void onGrpc(GrpcServerRequest<Buffer, Buffer> request) {
    request
        .last()
        .onSuccess(
            body -> {
              String method = request.methodName();
              calls.add(
                  new Call(
                      method,
                      request.headers().get("dtm-gid"),
                      request.headers().get("dtm-branch_id"),
                      request.headers().get("dtm-op"),
                      body.toString(),
                      copy(request.headers())));
              Switch what = switches.remove(method);
              if (what == null) {
                request.response().end(Buffer.buffer());
              } else if (what != Switch.SILENT) {
                request.response().status(grpcStatus(what)).statusMessage(message(what)).end();
              }
            });
  }

  private void onHttp(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              String method = request.path().substring(1);
              calls.add(
                  new Call(
                      method,
                      request.getParam("gid"),
                      request.getParam("branch_id"),
                      request.getParam("op"),
                      request.method() + " " + body,
                      copy(request.headers())));
              Switch what = switches.remove(method);
              if (what == null) {
                request.response().end("{\"dtm_result\":\"SUCCESS\"}");
              } else if (what != Switch.SILENT) {
                request.response().setStatusCode(httpStatus(what)).end(message(what));
              }
            });
  }

  private static Map<String, String> copy(Iterable<Map.Entry<String, String>> headers) {
    Map<String, String> copy = new HashMap<>();
    headers.forEach(entry -> copy.put(entry.getKey(), entry.getValue()));
    return copy;
  }

  private static GrpcStatus grpcStatus(Switch what) {
    return switch (what) {
      case REFUSE, OLD_ONGOING -> GrpcStatus.ABORTED;
      case ONGOING -> GrpcStatus.FAILED_PRECONDITION;
      default -> GrpcStatus.UNAVAILABLE;
    };
  }

  private static int httpStatus(Switch what) {
    return switch (what) {
      case REFUSE -> 409;
      case ONGOING -> 425;
      case OLD_ONGOING -> 200;
      default -> 500;
    };
  }

  private static String message(Switch what) {
    return switch (what) {
      case REFUSE -> "stock is short";
      case ONGOING, OLD_ONGOING -> "ONGOING";
      default -> "broken";
    };
  }
}
