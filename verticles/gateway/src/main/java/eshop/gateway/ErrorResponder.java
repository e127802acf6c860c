package eshop.gateway;

import eshop.platform.bus.ServiceFailure;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever ended a request badly into the one error body. */
final class ErrorResponder implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorResponder.class);

  private final ApiDocument document;
  private final int maxBodyBytes;

  ErrorResponder(ApiDocument document, int maxBodyBytes) {
    this.document = document;
    this.maxBodyBytes = maxBodyBytes;
  }

  /** For requests that failed, and for those that no route took. */
  @Override
  public void handle(RoutingContext context) {
    if (context.response().ended() || context.response().closed()) {
      return;
    }
    if (context.response().headWritten()) {
      context.request().connection().close();
      return;
    }
    send(context.request(), body(context));
  }

  /** For paths that cannot be decoded: the router fails before it has a route. */
  static void undecodable(RoutingContext context) {
    send(
        context.request(),
        new ErrorBody(ApiError.MALFORMED_HTTP, "the path or a parameter cannot be decoded"));
  }

  /** For what is not HTTP, or larger than the server reads: no routing context exists yet. */
  static void invalidRequest(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      refuse(request, ApiError.URI_TOO_LONG, "the request line is longer than the server reads");
    } else if (cause instanceof TooLongHttpHeaderException) {
      refuse(request, ApiError.HEADERS_TOO_LARGE, "the headers are larger than the server reads");
    } else if (cause instanceof TooLongFrameException) {
      refuse(request, ApiError.MALFORMED_HTTP, "a part of the request is longer than allowed");
    } else {
      refuse(request, ApiError.MALFORMED_HTTP, "the request is not valid HTTP");
    }
  }

  private static void refuse(HttpServerRequest request, ApiError error, String message) {
    send(request, new ErrorBody(error, message));
  }

  private static void send(HttpServerRequest request, ErrorBody body) {
    Future<Void> sent = body.send(request.response());
    if (body.error().closesConnection()) {
      sent.onComplete(done -> request.connection().close());
    }
  }

  private ErrorBody body(RoutingContext context) {
    Throwable failure = context.failure();
    if (failure instanceof ApiException known) {
      return new ErrorBody(known.error(), known.getMessage(), known.orderID());
    }
    if (failure instanceof ServiceFailure service) {
      return new ErrorBody(ApiError.of(service.kind()), service.getMessage());
    }
    int status =
        failure instanceof HttpException http ? http.getStatusCode() : context.statusCode();
    return byStatus(context, status, failure);
  }

  private ErrorBody byStatus(RoutingContext context, int status, Throwable failure) {
    return switch (status) {
      case 404 ->
          new ErrorBody(
              ApiError.UNKNOWN_PATH, "there is no such path; /apis/openapi.json lists all");
      case 405 -> wrongMethod(context);
      case 413 ->
          new ErrorBody(
              ApiError.BODY_TOO_LARGE, "the body must be at most " + maxBodyBytes + " bytes");
      case 417 ->
          new ErrorBody(ApiError.UNMET_EXPECTATION, "Expect must be 100-continue or absent");
      default -> {
        String id = RequestLog.id(context);
        LOG.error("request {} {} failed", id, context.request().path(), failure);
        yield new ErrorBody(ApiError.INTERNAL, "internal error, logged as request " + id);
      }
    };
  }

  private ErrorBody wrongMethod(RoutingContext context) {
    String allowed = document.methods(context.request().path());
    context.response().putHeader("Allow", allowed);
    return new ErrorBody(ApiError.WRONG_METHOD, "the method must be " + allowed);
  }
}
