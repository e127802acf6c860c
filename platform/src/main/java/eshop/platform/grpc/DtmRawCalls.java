package eshop.platform.grpc;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * Lets dtm call a Vert.x gRPC server. dtm passes a branch's payload on as bytes it does not parse
 * and names that codec in the content type, {@code application/grpc+dtm_raw}; Vert.x answers 415 to
 * every codec but protobuf and JSON. The bytes are the protobuf message the client submitted, so
 * the call is handed on as one.
 */
public final class DtmRawCalls implements Handler<HttpServerRequest> {
  private static final String DTM_RAW = "application/grpc+dtm_raw";
  private static final String PROTOBUF = "application/grpc";

  private final Handler<HttpServerRequest> grpc;

  public DtmRawCalls(Handler<HttpServerRequest> grpc) {
    this.grpc = grpc;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (DTM_RAW.equals(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
      request.headers().set(HttpHeaders.CONTENT_TYPE, PROTOBUF);
    }
    grpc.handle(request);
  }
}
