package eshop.saga;

import eshop.platform.db.DatabaseUnavailableException;
import eshop.platform.log.RepeatedCause;
import io.vertx.core.Future;
import io.vertx.grpc.common.CodecException;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.StatusException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers one unary call exactly once, over gRPC or HTTP/JSON: with the reply, or with the status
 * of the failure.
 */
final class UnaryCall {
  private static final Logger log = LoggerFactory.getLogger(UnaryCall.class);

  /** For all calls of the process: when the database is down it stops all of them. */
  private static final RepeatedCause DATABASE = new RepeatedCause(log);

  private UnaryCall() {}

  /**
   * Waits for the one request message and answers what the handler's future brings.
   *
   * @param path {@code package.service/Method}, for the log
   * @param who what the log line of a failure says of the caller; may be empty
   */
  static <Q, R> void answer(
      GrpcServerRequest<Q, R> call,
      ServiceMethod<Q, R> method,
      String path,
      String who,
      Function<Q, Future<R>> handler) {
    request(call, method)
        .compose(handler)
        .onSuccess(reply -> call.response().end(reply))
        .onFailure(
            failure -> {
              if (failure instanceof JsonBody.TooLarge) {
                HttpAnswer.fail(call, 413, failure.getMessage());
              } else {
                fail(call, status(path, who, failure));
              }
            });
  }

  /** Answers a failure. */
  static void fail(GrpcServerRequest<?, ?> call, StatusException failure) {
    if (HttpAnswer.isFor(call)) {
      HttpAnswer.fail(call, HttpAnswer.of(failure.status()), failure.message());
    } else {
      call.response().fail(failure);
    }
  }

  private static <Q, R> Future<Q> request(
      GrpcServerRequest<Q, R> call, ServiceMethod<Q, R> method) {
    return HttpAnswer.isFor(call)
        ? JsonBody.of(method, call)
        : call.last().recover(cause -> Future.failedFuture(noMessage()));
  }

  private static StatusException noMessage() {
    return new StatusException(
        GrpcStatus.INVALID_ARGUMENT, "The call has no message, or none of this method");
  }

  /**
   * The request in a message.
   *
   * @throws StatusException INVALID_ARGUMENT when the bytes are none of this method's
   */
  static <Q> Q decoded(ServiceMethod<Q, ?> method, GrpcMessage message) {
    try {
      return method.decoder().decode(message);
    } catch (CodecException e) {
      throw noMessage();
    }
  }

  /** What a failure is for the caller; unexpected ones are logged here. */
  static StatusException status(String method, String who, Throwable failure) {
    if (failure instanceof BranchRefused) {
      return new StatusException(GrpcStatus.ABORTED, StatusText.clean(failure.getMessage()));
    }
    if (failure instanceof BranchOngoing) {
      return new StatusException(
          GrpcStatus.FAILED_PRECONDITION, StatusText.clean(failure.getMessage()));
    }
    if (failure instanceof StatusException status && status.status() != GrpcStatus.ABORTED) {
      return status;
    }
    report(method, who, failure);
    return new StatusException(
        GrpcStatus.UNAVAILABLE, "The service could not do this now; the call may be repeated");
  }

  /** A database or a network that is down is told in a line; a stack trace is for what is a bug. */
  private static void report(String method, String who, Throwable failure) {
    if (DatabaseUnavailableException.is(failure)) {
      DATABASE.occurred(
          "%s failed %s: %s".formatted(method, who, StatusText.clean(failure.getMessage())));
    } else {
      log.error("{} failed {}", method, who, failure);
    }
  }
}
