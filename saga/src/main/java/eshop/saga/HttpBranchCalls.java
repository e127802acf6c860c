package eshop.saga;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Lets dtm call branches over HTTP/JSON: a POST of the method's request as JSON to the path that
 * the method has over gRPC. Vert.x transcodes it; in front of it stands here what that does not
 * know, because it is dtm's:
 *
 * <ul>
 *   <li>dtm names the branch in the query, which transcoding would take for fields of the message:
 *       it becomes the metadata of a gRPC call. Headers of those names are dropped;
 *   <li>the status: transcoding has no 425 and answers a failure without a body, so {@link
 *       HttpAnswer} leaves the status in a header of the request and it is set from there;
 *   <li>a content type with a charset, a wrong path and a wrong HTTP method.
 * </ul>
 *
 * What is no JSON is not for HTTP and goes on as it came.
 */
final class HttpBranchCalls implements Handler<HttpServerRequest> {
  private static final String JSON = "application/json";
  private static final String HEALTH = "/grpc.health.v1.Health/Check";
  private static final List<String> IN_THE_QUERY = List.of("gid", "trans_type", "branch_id", "op");

  private final Set<String> methods;
  private final Handler<HttpServerRequest> grpc;

  /**
   * @param methods {@code package.service/Method} of each that may be called
   * @param grpc a gRPC server that transcodes
   */
  HttpBranchCalls(Set<String> methods, Handler<HttpServerRequest> grpc) {
    this.methods = Set.copyOf(methods);
    this.grpc = grpc;
  }

  @Override
  public void handle(HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (type == null || !isJson(type)) {
      grpc.handle(request);
    } else if (!isKnown(request.path())) {
      HttpAnswer.refuse(request.response(), 404, "There is no method " + request.path());
    } else if (!request.method().equals(HttpMethod.POST)) {
      request.response().putHeader(HttpHeaders.ALLOW, "POST");
      HttpAnswer.refuse(request.response(), 405, "A method is called by POST");
    } else {
      transcode(request);
    }
  }

  private void transcode(HttpServerRequest request) {
    MultiMap headers = request.headers();
    HttpServerResponse response = request.response();
    headers.set(HttpHeaders.CONTENT_TYPE, JSON).remove(HttpAnswer.STATUS);
    try {
      IN_THE_QUERY.forEach(name -> toMetadata(request, name));
    } catch (IllegalArgumentException e) {
      HttpAnswer.refuse(response, 400, "The query is malformed");
      return;
    }
    response.headersEndHandler(head -> HttpAnswer.setStatus(headers, response));
    grpc.handle(request);
  }

  private static void toMetadata(HttpServerRequest request, String name) {
    String metadata = BranchContext.METADATA + name;
    request.headers().remove(metadata);
    List<String> values = request.params().getAll(name);
    if (!values.isEmpty()) {
      request.headers().set(metadata, values);
    }
  }

  private boolean isKnown(String path) {
    return path != null && (methods.contains(path.substring(1)) || path.equals(HEALTH));
  }

  private static boolean isJson(String type) {
    int end = type.indexOf(';');
    String bare = end < 0 ? type : type.substring(0, end);
    return bare.strip().toLowerCase(Locale.ROOT).equals(JSON);
  }
}
