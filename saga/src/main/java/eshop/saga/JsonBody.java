package eshop.saga;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.CodecException;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.WireFormat;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.StatusException;

/**
 * The request message in the body of a call over HTTP/JSON. protobuf's own parser reads it; when it
 * cannot, the body is looked at field by field, because that parser says what is wrong with a value
 * and not whose value it is.
 */
final class JsonBody {
  /** The body is over the limit; that has an HTTP status of its own and none in gRPC. */
  static final class TooLarge extends RuntimeException {
    private TooLarge() {
      super("The body is too large", null, false, false);
    }
  }

  private JsonBody() {}

  /**
   * Waits for the body.
   *
   * @return fails with a {@link StatusException} INVALID_ARGUMENT that names the field, or with
   *     {@link TooLarge}
   */
  static <Q> Future<Q> of(ServiceMethod<Q, ?> method, GrpcServerRequest<Q, ?> call) {
    Promise<Buffer> body = Promise.promise();
    call.messageHandler(message -> body.tryComplete(message.payload()))
        .invalidMessageHandler(e -> body.tryFail(new TooLarge()))
        .exceptionHandler(body::tryFail);
    return body.future().map(json -> decoded(method, json));
  }

  private static <Q> Q decoded(ServiceMethod<Q, ?> method, Buffer json) {
    JsonObject fields = fields(json);
    try {
      return decode(method, json);
    } catch (CodecException e) {
      throw invalid(fault(method, fields, e));
    }
  }

  private static JsonObject fields(Buffer json) {
    try {
      return new JsonObject(json);
    } catch (DecodeException e) {
      throw invalid("The body is no JSON object");
    }
  }

  private static <Q> String fault(
      ServiceMethod<Q, ?> method, JsonObject fields, CodecException whole) {
    for (String name : fields.fieldNames()) {
      try {
        decode(method, new JsonObject().put(name, fields.getValue(name)).toBuffer());
      } catch (CodecException e) {
        return "Field " + name + ": " + reason(e);
      }
    }
    return reason(whole);
  }

  private static <Q> Q decode(ServiceMethod<Q, ?> method, Buffer json) {
    return method.decoder().decode(GrpcMessage.message("identity", WireFormat.JSON, json));
  }

  private static String reason(CodecException e) {
    return e.getCause() == null ? "not readable" : e.getCause().getMessage();
  }

  private static StatusException invalid(String reason) {
    return new StatusException(GrpcStatus.INVALID_ARGUMENT, StatusText.clean(reason));
  }
}
