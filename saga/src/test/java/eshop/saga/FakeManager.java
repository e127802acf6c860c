package eshop.saga;

import com.google.protobuf.Empty;
import eshop.dtm.DtmGidReply;
import eshop.dtm.DtmGrpcService;
import eshop.dtm.DtmRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.StatusException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stands in for a transaction manager's gRPC side, with switches for its faults. */
final class FakeManager {
  final Queue<DtmRequest> submitted = new ConcurrentLinkedQueue<>();
  volatile DtmGidReply gid = DtmGidReply.getDefaultInstance();
  volatile boolean silent;
  volatile boolean cutConnection;

  private volatile StatusException refusal;
  private HttpServer server;

  private FakeManager() {}

  static Future<FakeManager> start(Vertx vertx) {
    FakeManager manager = new FakeManager();
    GrpcServer grpc = GrpcServer.server(vertx);
    grpc.callHandler(
        DtmGrpcService.NewGid,
        call -> call.last().onSuccess(in -> call.response().end(manager.gid)));
    grpc.callHandler(
        DtmGrpcService.Submit, call -> call.last().onSuccess(in -> manager.submit(call, in)));
    return vertx
        .createHttpServer()
        .requestHandler(grpc)
        .listen(0, "127.0.0.1")
        .map(
            server -> {
              manager.server = server;
              return manager;
            });
  }

  void refuse(GrpcStatus status, String message) {
    refusal = new StatusException(status, message);
  }

  String grpcAddress() {
    return "127.0.0.1:" + server.actualPort();
  }

  Future<Void> close() {
    return server.close();
  }

  private void submit(GrpcServerRequest<DtmRequest, Empty> call, DtmRequest request) {
    submitted.add(request);
    if (cutConnection) {
      call.connection().close();
    } else if (refusal != null) {
      call.response().fail(refusal);
    } else if (!silent) {
      call.response().end(Empty.getDefaultInstance());
    }
  }
}
