package eshop.systemtest;

import eshop.platform.config.ConfigReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The document {@code docs/asyncapi.yml}, asked as a reader of it would ask. */
final class AsyncApi {
  private static final Path FILE =
      Path.of(System.getProperty("basedir", "")).resolve("../docs/asyncapi.yml");

  private final JsonObject document;

  private AsyncApi(JsonObject document) {
    this.document = document;
  }

  static AsyncApi read() {
    try {
      return new AsyncApi(ConfigReader.yaml(Files.readString(FILE), FILE.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a service listens: the addresses of the channels that an operation receives from. */
  Set<String> addresses() {
    Set<String> addresses = new TreeSet<>();
    for (JsonObject operation : operations()) {
      addresses.add(address(operation));
    }
    return addresses;
  }

  /** What breaks the schema of a request to the address; empty when nothing does. */
  List<String> faultsOfRequest(String address, JsonObject body) {
    JsonObject channel = resolved(operation(address).getJsonObject("channel"));
    JsonObject message = channel.getJsonObject("messages").getJsonObject("request");
    return faults(resolved(message), body);
  }

  /** What breaks the schema of the reply from the address. */
  List<String> faultsOfReply(String address, JsonObject body) {
    return faults(replyMessage(address, 0), body);
  }

  /** What breaks the schema of a failure from the address. */
  List<String> faultsOfFailure(String address, int code, String words) {
    JsonObject failure = new JsonObject().put("failureCode", code).put("message", words);
    return faults(replyMessage(address, 1), failure);
  }

  /** Every code that a failure may have. */
  List<Object> failureCodes() {
    return resolved("#/components/schemas/Failure")
        .getJsonObject("properties")
        .getJsonObject("failureCode")
        .getJsonArray("enum")
        .stream()
        .toList();
  }

  private JsonObject replyMessage(String address, int index) {
    JsonArray messages = operation(address).getJsonObject("reply").getJsonArray("messages");
    return resolved(resolved(messages.getJsonObject(index)));
  }

  private List<String> faults(JsonObject message, JsonObject body) {
    JsonObject schema =
        new JsonObject()
            .put("allOf", new JsonArray().add(message.getJsonObject("payload")))
            .put("components", document.getJsonObject("components"));
    OutputUnit result =
        Validator.create(
                JsonSchema.of(schema),
                new JsonSchemaOptions()
                    .setBaseUri("app://eshop")
                    .setDraft(Draft.DRAFT7)
                    .setOutputFormat(OutputFormat.Basic))
            .validate(body);
    List<String> faults = new ArrayList<>();
    if (!result.getValid()) {
      faults.add(body.encode());
      result.getErrors().forEach(e -> faults.add(e.getInstanceLocation() + ": " + e.getError()));
    }
    return faults;
  }

  private JsonObject operation(String address) {
    return operations().stream()
        .filter(operation -> address(operation).equals(address))
        .findFirst()
        .orElseThrow(() -> new AssertionError(address + " is not in " + FILE));
  }

  private String address(JsonObject operation) {
    return resolved(operation.getJsonObject("channel")).getString("address");
  }

  private List<JsonObject> operations() {
    return document.getJsonObject("operations").stream()
        .map(entry -> (JsonObject) entry.getValue())
        .filter(operation -> operation.getString("action").equals("receive"))
        .toList();
  }

  private JsonObject resolved(JsonObject reference) {
    return resolved(reference.getString("$ref"));
  }

  private JsonObject resolved(String pointer) {
    JsonObject at = document;
    for (String key : pointer.substring(2).split("/", -1)) {
      at = at.getJsonObject(key);
    }
    return at;
  }
}
