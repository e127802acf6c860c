package eshop.platform.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;

/**
 * A caller's side of the event bus: one JSON request, one JSON reply, one kind of failure.
 *
 * <p>Who serves the address in this process is asked first; the cluster, whose nodes take turns, is
 * asked when there is nobody here. The word of who serves what can be older than a node's death, so
 * a request that reached nobody is sent again, a bounded number of times and each time to the next
 * node in turn.
 */
public final class BusClient {
  private static final int ATTEMPTS_MAX = 3;

  /** Attempts share the time: a quarter, a quarter, and the rest for the last. */
  private static final int FIRST_ATTEMPTS_SHARE = 4;

  private final Vertx vertx;
  private final LocalAddresses localAddresses;
  private final long timeoutMs;

  /**
   * A client whose requests all wait equally long.
   *
   * @param timeoutMs how long to wait for a reply; after it the outcome is unknown
   */
  public BusClient(Vertx vertx, long timeoutMs) {
    this.vertx = vertx;
    this.localAddresses = LocalAddresses.of(vertx);
    this.timeoutMs = timeoutMs;
  }

  /**
   * Asks for something to be done, at most once: it is sent again only when the bus says that it
   * reached nobody. Fails with {@link ServiceFailure} only.
   */
  public Future<JsonObject> request(String address, JsonObject body) {
    return attempt(new Request(address, body, false, true), 1, false);
  }

  /**
   * Asks for something that changes nothing, so it is also sent again when no answer comes. Fails
   * with {@link ServiceFailure} only, within the same time as a request.
   */
  public Future<JsonObject> query(String address, JsonObject body) {
    return attempt(new Request(address, body, true, false), 1, false);
  }

  /**
   * Asks for something that is done once however often it is asked for, for the body says which one
   * it is; so it is sent again as a query is. Fails with {@link ServiceFailure} only, and with
   * OUTCOME_UNKNOWN whatever the last attempt says when one before it was not answered.
   */
  public Future<JsonObject> repeatable(String address, JsonObject body) {
    return attempt(new Request(address, body, true, true), 1, false);
  }

  /** {@code changes}: it matters whether an attempt that brought no answer was heard. */
  private record Request(String address, JsonObject body, boolean repeatable, boolean changes) {}

  private Future<JsonObject> attempt(Request request, int number, boolean maybeHeard) {
    DeliveryOptions options =
        new DeliveryOptions()
            .setSendTimeout(attemptTimeoutMs(request, number))
            .setLocalOnly(number == 1 && localAddresses.contains(request.address()));
    return vertx
        .eventBus()
        .<JsonObject>request(request.address(), request.body(), options)
        .map(Message::body)
        .recover(e -> failed(request, number, maybeHeard, e));
  }

  private Future<JsonObject> failed(Request request, int number, boolean maybeHeard, Throwable e) {
    if (number < ATTEMPTS_MAX && mayBeSentAgain(request, e)) {
      return attempt(request, number + 1, maybeHeard || !reachedNobody(e));
    }
    return Future.failedFuture(
        maybeHeard && request.changes()
            ? ServiceFailure.noAnswer(request.address())
            : ServiceFailure.of(e, request.address()));
  }

  private long attemptTimeoutMs(Request request, int number) {
    if (!request.repeatable()) {
      return timeoutMs;
    }
    long share = Math.max(1, timeoutMs / FIRST_ATTEMPTS_SHARE);
    return number < ATTEMPTS_MAX ? share : Math.max(1, timeoutMs - (ATTEMPTS_MAX - 1) * share);
  }

  private static boolean mayBeSentAgain(Request request, Throwable e) {
    if (!(e instanceof ReplyException reply)) {
      return false;
    }
    return switch (reply.failureType()) {
      case NO_HANDLERS -> true;
      case TIMEOUT, ERROR -> request.repeatable();
      case RECIPIENT_FAILURE -> false;
    };
  }

  private static boolean reachedNobody(Throwable e) {
    return e instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
  }
}
