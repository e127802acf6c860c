package eshop.saga;

import eshop.platform.net.Endpoints;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.server.StatusException;
import java.util.EnumSet;
import java.util.Set;

/**
 * One gRPC call with a deadline of our own. The deadline is not sent along: a server that takes it
 * over would break off the saga's first run with it.
 *
 * <p>What matters is the moment of a failure: before the request is sent nothing can have been
 * created, afterwards anything can.
 */
final class DtmCall<Q, R> {
  /** Statuses of a server that did not even look at the saga. */
  private static final Set<GrpcStatus> REFUSALS =
      EnumSet.of(
          GrpcStatus.ABORTED,
          GrpcStatus.INVALID_ARGUMENT,
          GrpcStatus.UNAUTHENTICATED,
          GrpcStatus.PERMISSION_DENIED,
          GrpcStatus.UNIMPLEMENTED);

  private final Promise<R> answer = Promise.promise();
  private final Endpoints servers;
  private SocketAddress server;
  private GrpcClientRequest<Q, R> sent;

  private DtmCall(Endpoints servers) {
    this.servers = servers;
  }

  static <Q, R> Future<R> make(
      Vertx vertx,
      GrpcClient client,
      Endpoints servers,
      ServiceMethod<R, Q> method,
      Q message,
      long deadlineMs) {
    DtmCall<Q, R> call = new DtmCall<>(servers);
    long timer = vertx.setTimer(deadlineMs, id -> call.giveUp(deadlineMs));
    servers
        .connect(server -> client.request(server, method).onSuccess(to -> call.server = server))
        .onSuccess(request -> call.send(request, message))
        .onFailure(e -> call.fail(DtmFailure.Kind.NOT_REACHED, "cannot be reached", e));
    return call.answer.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  /** The same judgement on an answer that comes from this process, within the deadline or never. */
  static Future<Void> local(Future<Void> answer, long deadlineMs) {
    return answer.recover(
        e ->
            Future.failedFuture(
                e instanceof StatusException said
                    ? failure(said.status(), said.message())
                    : new DtmFailure(
                        DtmFailure.Kind.OUTCOME_UNKNOWN,
                        "The transaction manager gave no answer within " + deadlineMs + " ms",
                        e)));
  }

  private synchronized void send(GrpcClientRequest<Q, R> request, Q message) {
    if (answer.future().isComplete()) {
      request.cancel();
      return;
    }
    sent = request;
    request
        .send(message)
        .compose(response -> response.last().transform(last -> judge(response, last.result())))
        .onSuccess(answer::tryComplete)
        .onFailure(
            e -> {
              if (e instanceof DtmFailure) {
                answer.tryFail(e);
              } else {
                fail(DtmFailure.Kind.OUTCOME_UNKNOWN, "broke off the call", e);
              }
            });
  }

  private static <Q, R> Future<R> judge(GrpcClientResponse<Q, R> response, R reply) {
    GrpcStatus status = response.status();
    if (status == GrpcStatus.OK && reply != null) {
      return Future.succeededFuture(reply);
    }
    return Future.failedFuture(failure(status, response.statusMessage()));
  }

  private static DtmFailure failure(GrpcStatus status, String said) {
    String message = StatusText.clean(said);
    return new DtmFailure(
        kind(status, message), message.isEmpty() ? "Status " + status : message, null);
  }

  private static DtmFailure.Kind kind(GrpcStatus status, String message) {
    if (status == GrpcStatus.RESOURCE_EXHAUSTED) {
      return DtmFailure.Kind.BUSY;
    }
    if (status == GrpcStatus.UNAVAILABLE && DtmFailure.saysNothingWasSaved(message)) {
      return DtmFailure.Kind.NOT_REACHED;
    }
    return REFUSALS.contains(status) ? DtmFailure.Kind.REFUSED : DtmFailure.Kind.OUTCOME_UNKNOWN;
  }

  private synchronized void giveUp(long deadlineMs) {
    if (sent == null) {
      fail(DtmFailure.Kind.NOT_REACHED, "was not reached within " + deadlineMs + " ms", null);
    } else {
      fail(DtmFailure.Kind.OUTCOME_UNKNOWN, "gave no answer within " + deadlineMs + " ms", null);
      sent.cancel();
      servers.noAnswer(server);
    }
  }

  private void fail(DtmFailure.Kind kind, String what, Throwable cause) {
    answer.tryFail(new DtmFailure(kind, "The transaction manager " + what, cause));
  }
}
