package eshop.bridge;

import eshop.platform.bus.BusClient;
import eshop.platform.bus.ServiceFailure;
import eshop.platform.bus.ServiceFailure.Kind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One connection's side of the bridge protocol, whatever carries it: requests to the addresses that
 * are open, and their replies. Nothing else crosses: no register, so nobody outside can listen on a
 * service's address or pass for a service, and no publish, which would have every node do it. A
 * client's headers are dropped, for on the bus they set timeouts and codecs.
 *
 * <p>Lives on the event loop of its connection.
 */
final class BridgeSession {
  /** Of a reply address, which is only echoed. */
  private static final int REPLY_ADDRESS_MAX = 200;

  private static final int FORBIDDEN = 403;

  private final BusClient bus;
  private final Set<String> allowed;
  private final int maxPending;
  private final Dialect dialect;
  private final Consumer<Buffer> out;
  private int pending;

  BridgeSession(
      BusClient bus, Set<String> allowed, int maxPending, Dialect dialect, Consumer<Buffer> out) {
    this.bus = bus;
    this.allowed = allowed;
    this.maxPending = maxPending;
    this.dialect = dialect;
    this.out = out;
  }

  /**
   * Takes one message in.
   *
   * @return false when it is no message at all: nothing that follows can be trusted to be one
   */
  boolean receive(Buffer text) {
    Object message;
    try {
      message = Json.decodeValue(text);
    } catch (DecodeException e) {
      return false;
    }
    if (!(message instanceof JsonObject object)
        || !(object.getValue("type") instanceof String type)) {
      return false;
    }
    switch (type) {
      case "ping" -> pong();
      case "send" -> request(object);
      case "publish", "register", "unregister" -> refuse(null, FORBIDDEN, "access_denied");
      default -> refuse(null, Kind.INVALID_ARGUMENT.code(), "unknown_type");
    }
    return true;
  }

  private void pong() {
    if (dialect.pong()) {
      write(new JsonObject().put("type", "pong"));
    }
  }

  private void request(JsonObject message) {
    Object replyAddress = message.getValue("replyAddress");
    if (!(replyAddress instanceof String replyTo) || replyTo.length() > REPLY_ADDRESS_MAX) {
      refuse(null, Kind.INVALID_ARGUMENT.code(), "replyAddress must be text of at most 200");
    } else if (!(message.getValue("address") instanceof String address)) {
      refuse(replyTo, Kind.INVALID_ARGUMENT.code(), "address_required");
    } else if (!allowed.contains(address)) {
      refuse(replyTo, FORBIDDEN, "access_denied");
    } else if (!(message.getValue("body") instanceof JsonObject body)) {
      refuse(replyTo, Kind.INVALID_ARGUMENT.code(), "the body must be a JSON object");
    } else if (pending >= maxPending) {
      refuse(replyTo, Kind.OVERLOADED.code(), "too many requests of this connection at once");
    } else {
      ask(address, replyTo, body);
    }
  }

  private void ask(String address, String replyTo, JsonObject body) {
    pending++;
    bus.request(address, body)
        .onComplete(
            reply -> {
              pending--;
              write(
                  new JsonObject()
                      .put("type", dialect.reply())
                      .put("address", replyTo)
                      .put("body", reply));
            },
            e -> {
              pending--;
              ServiceFailure failure = ServiceFailure.of(e, address);
              refuse(replyTo, failure.kind().code(), failure.getMessage());
            });
  }

  private void refuse(String replyTo, int code, String message) {
    JsonObject error = new JsonObject().put("type", "err");
    if (replyTo != null) {
      error.put("address", replyTo);
    }
    write(
        error
            .put("failureCode", code)
            .put("failureType", "RECIPIENT_FAILURE")
            .put("message", message));
  }

  private void write(JsonObject message) {
    out.accept(message.toBuffer());
  }
}
