package eshop.platform.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;

/** A caller's side of the event bus: one JSON request, one JSON reply, one kind of failure. */
public final class BusClient {
  private final Vertx vertx;
  private final DeliveryOptions options;

  /**
   * A client whose requests all wait equally long.
   *
   * @param timeoutMs how long to wait for a reply; after it the outcome is unknown
   */
  public BusClient(Vertx vertx, long timeoutMs) {
    this.vertx = vertx;
    this.options = new DeliveryOptions().setSendTimeout(timeoutMs);
  }

  /** Fails with {@link ServiceFailure} only. */
  public Future<JsonObject> request(String address, JsonObject body) {
    return vertx
        .eventBus()
        .<JsonObject>request(address, body, options)
        .map(reply -> reply.body())
        .recover(e -> Future.failedFuture(ServiceFailure.of(e, address)));
  }
}
