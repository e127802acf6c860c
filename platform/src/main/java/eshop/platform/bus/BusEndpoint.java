package eshop.platform.bus;

import eshop.platform.bus.ServiceFailure.Kind;
import eshop.platform.db.DatabaseUnavailableException;
import eshop.platform.log.RepeatedCause;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageConsumerOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service's side of the event bus: JSON in, JSON out, failures as {@link ServiceFailure}. JSON
 * objects rather than typed codecs, so that a client in any language that the bus bridges to can
 * call.
 */
public final class BusEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(BusEndpoint.class);
  private static final int MAX_BUFFERED_MESSAGES = 10_000;

  /** For all addresses of the process: when the database is down it stops all of them. */
  private static final RepeatedCause DATABASE = new RepeatedCause(LOG);

  private final Vertx vertx;
  private final LocalAddresses localAddresses;
  private final List<MessageConsumer<Object>> consumers = new ArrayList<>();

  /** Serves nothing yet; what it will serve is noted in the node's local addresses. */
  public BusEndpoint(Vertx vertx, LocalAddresses localAddresses) {
    this.vertx = vertx;
    this.localAddresses = localAddresses;
  }

  /** Serves one address; the handler runs on the registering verticle's event loop. */
  public BusEndpoint serve(String address, Function<JsonObject, Future<JsonObject>> handler) {
    MessageConsumer<Object> consumer =
        vertx
            .eventBus()
            .consumer(
                new MessageConsumerOptions()
                    .setAddress(address)
                    .setMaxBufferedMessages(MAX_BUFFERED_MESSAGES));
    consumer.handler(message -> answer(message, handler));
    consumers.add(consumer);
    localAddresses.add(address);
    return this;
  }

  /** Completes when every address is known to the whole cluster. */
  public Future<Void> ready() {
    return Future.all(consumers.stream().map(MessageConsumer::completion).toList()).mapEmpty();
  }

  /** Leaves the bus: no new message arrives after this completes. */
  public Future<Void> close() {
    consumers.forEach(consumer -> localAddresses.remove(consumer.address()));
    return Future.all(consumers.stream().map(MessageConsumer::unregister).toList()).mapEmpty();
  }

  private static void answer(
      Message<Object> message, Function<JsonObject, Future<JsonObject>> handler) {
    if (!(message.body() instanceof JsonObject body)) {
      message.fail(Kind.INVALID_ARGUMENT.code(), "the body must be a JSON object");
      return;
    }
    Future.succeededFuture(body)
        .compose(handler)
        .onSuccess(message::reply)
        .onFailure(e -> fail(message, e));
  }

  private static void fail(Message<Object> message, Throwable e) {
    if (e instanceof ServiceFailure failure) {
      message.fail(failure.kind().code(), failure.getMessage());
    } else if (DatabaseUnavailableException.is(e)) {
      DATABASE.occurred("request at %s failed: %s".formatted(message.address(), e.getMessage()), e);
      message.fail(Kind.UNAVAILABLE.code(), "the service cannot reach its database now");
    } else {
      LOG.error("request at {} failed", message.address(), e);
      message.fail(Kind.INTERNAL.code(), "internal error, see the log of the node that serves it");
    }
  }
}
