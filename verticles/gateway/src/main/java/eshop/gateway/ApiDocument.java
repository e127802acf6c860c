package eshop.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.contract.Path;
import java.util.stream.Collectors;

/**
 * The OpenAPI document: the source of the routes, of the rules that requests are checked by, and of
 * the texts that name a broken rule.
 */
final class ApiDocument {
  private static final String RESOURCE = "eshop/gateway/openapi.json";
  private static final String PATH = "/apis/openapi.json";

  private final Buffer text;
  private final OpenAPIContract contract;

  private ApiDocument(Buffer text, OpenAPIContract contract) {
    this.text = text;
    this.contract = contract;
  }

  static Future<ApiDocument> load(Vertx vertx) {
    return vertx
        .fileSystem()
        .readFile(RESOURCE)
        .compose(
            text ->
                OpenAPIContract.from(vertx, new JsonObject(text))
                    .map(contract -> new ApiDocument(text, contract)));
  }

  OpenAPIContract contract() {
    return contract;
  }

  /** Serves the document as it was written. */
  void mount(Router router) {
    router
        .get(PATH)
        .handler(
            context ->
                context.response().putHeader(HttpHeaders.CONTENT_TYPE, OkBody.JSON).end(text));
  }

  /** The rules of an operation's JSON body. */
  BodyRules bodyOf(String operationId) {
    return BodyRules.of(bodySchemaOf(operationId), repository());
  }

  JsonSchema bodySchemaOf(String operationId) {
    return operation(operationId).getRequestBody().getContent().get(OkBody.JSON).getSchema();
  }

  /** The rule of an operation's parameter. */
  FieldRule parameterOf(String operationId, String name) {
    for (Parameter parameter : operation(operationId).getParameters()) {
      if (parameter.getName().equals(name)) {
        return FieldRule.of(name, parameter.getSchema(), parameter.isRequired(), repository());
      }
    }
    throw new IllegalArgumentException(operationId + " has no parameter " + name);
  }

  /** The methods of a path that has some: those of its operations, or GET for what is read only. */
  String methods(String path) {
    Path found = contract.findPath(path.replaceFirst("/$", ""));
    return found == null
        ? "GET"
        : found.getOperations().stream()
            .map(operation -> operation.getHttpMethod().name())
            .sorted()
            .collect(Collectors.joining(", "));
  }

  private Operation operation(String operationId) {
    return contract.operation(operationId);
  }

  private SchemaRepository repository() {
    return contract.getSchemaRepository();
  }
}
