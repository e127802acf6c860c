package eshop.saga;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.WireFormat;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;

/**
 * What a call over HTTP/JSON is answered when it fails: the HTTP status dtm understands, and the
 * body {@code {"code":…,"msg":…}} that all our errors have. 409 is a refusal and 425 is ongoing,
 * and nothing else is one of the two.
 */
final class HttpAnswer {
  /** Where the status waits, among the request's headers, until the answer's head is written. */
  static final String STATUS = "eshop-http-status";

  /** dtm looks for these words in every body, whatever the status. */
  private static final String FAILURE = "FAILURE";

  private static final String ONGOING = "ONGOING";

  private HttpAnswer() {}

  /** Whether the call came over HTTP/JSON and not as gRPC. */
  static boolean isFor(GrpcServerRequest<?, ?> call) {
    return "application/json".equals(call.headers().get(HttpHeaders.CONTENT_TYPE));
  }

  /**
   * Ends a transcoded call. Its gRPC status stays OK: with another one transcoding would try to set
   * a status of its own after the body.
   */
  static void fail(GrpcServerRequest<?, ?> call, int status, String reason) {
    call.headers().set(STATUS, Integer.toString(status));
    GrpcServerResponse<?, ?> response = call.response();
    response.endMessage(
        GrpcMessage.message("identity", WireFormat.JSON, body(status, reason).toBuffer()));
  }

  /** Called when the head is about to be written. */
  static void setStatus(MultiMap requestHeaders, HttpServerResponse response) {
    String status = requestHeaders.get(STATUS);
    if (status != null) {
      response.setStatusCode(Integer.parseInt(status));
    }
  }

  /** Ends a request that is no call. */
  static void refuse(HttpServerResponse response, int status, String reason) {
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(body(status, StatusText.clean(reason)).toBuffer());
  }

  private static JsonObject body(int status, String reason) {
    return new JsonObject().put("code", status * 100).put("msg", unmistakable(status, reason));
  }

  private static String unmistakable(int status, String reason) {
    String text = reason == null ? "" : reason.replace(ONGOING, "ongoing");
    return status == 409 ? text : text.replace(FAILURE, "failure");
  }

  /** The HTTP status of a gRPC one. */
  static int of(GrpcStatus status) {
    return switch (status) {
      case ABORTED -> 409;
      case FAILED_PRECONDITION -> 425;
      case INVALID_ARGUMENT, OUT_OF_RANGE, ALREADY_EXISTS -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case RESOURCE_EXHAUSTED -> 429;
      case UNIMPLEMENTED -> 501;
      case UNAVAILABLE -> 503;
      case DEADLINE_EXCEEDED -> 504;
      default -> 500;
    };
  }
}
