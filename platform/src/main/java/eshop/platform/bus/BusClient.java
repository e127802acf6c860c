package eshop.platform.bus;

import eshop.platform.bus.FailedSends.NotSent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;

/**
 * A caller's side of the event bus: one JSON request, one JSON reply, one kind of failure.
 *
 * <p>Who serves the address in this process is asked first; the cluster, whose nodes take turns, is
 * asked when there is nobody here. The word of who serves what can be older than a node's death, so
 * a request that reached nobody is sent again, a bounded number of times and each time to the next
 * node in turn. Other requests take their turns too, so that one may be dealt the dead node several
 * times running: what could not be sent is tried more often, and a little later each time, until
 * the cluster has heard of the death.
 */
public final class BusClient {
  private static final int ATTEMPTS_MAX = 3;

  /** Those that could not even be sent are not counted above; all of them together take 1.2 s. */
  private static final int UNSENT_MAX = 15;

  private static final long UNSENT_PAUSE_MS = 10;

  /** Attempts share the time: a quarter, a quarter, and the rest for the last. */
  private static final int FIRST_ATTEMPTS_SHARE = 4;

  /**
   * A node that does not answer within it is hardly going to. By then the {@link Heartbeats} have
   * told that it is silent, so that another is asked.
   */
  private static final long FIRST_ATTEMPTS_MS_MAX = 1_900;

  private static final Attempt FIRST = new Attempt(1, 0, false);

  private final Vertx vertx;
  private final LocalAddresses localAddresses;
  private final long timeoutMs;

  /**
   * A client whose requests all wait equally long.
   *
   * @param localAddresses what this node serves itself
   * @param timeoutMs how long to wait for a reply; after it the outcome is unknown
   */
  public BusClient(Vertx vertx, LocalAddresses localAddresses, long timeoutMs) {
    this.vertx = vertx;
    this.localAddresses = localAddresses;
    this.timeoutMs = timeoutMs;
  }

  /**
   * Asks for something to be done, at most once: it is sent again only when the bus says that it
   * reached nobody. Fails with {@link ServiceFailure} only.
   */
  public Future<JsonObject> request(String address, JsonObject body) {
    return attempt(new Request(address, body, false, true, deadline()), FIRST);
  }

  /**
   * Asks for something that changes nothing, so it is also sent again when no answer comes. Fails
   * with {@link ServiceFailure} only, within the same time as a request.
   */
  public Future<JsonObject> query(String address, JsonObject body) {
    return attempt(new Request(address, body, true, false, deadline()), FIRST);
  }

  /**
   * Asks for something that is done once however often it is asked for, for the body says which one
   * it is; so it is sent again as a query is. Fails with {@link ServiceFailure} only, and with
   * OUTCOME_UNKNOWN whatever the last attempt says when one before it was not answered.
   */
  public Future<JsonObject> repeatable(String address, JsonObject body) {
    return repeatable(address, body, timeoutMs);
  }

  /** The same within a time of its own, at most the client's. */
  public Future<JsonObject> repeatable(String address, JsonObject body, long withinMs) {
    long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMs);
    return attempt(new Request(address, body, true, true, deadlineNanos), FIRST);
  }

  /** How long a request may take, in ms. */
  public long timeoutMs() {
    return timeoutMs;
  }

  /** {@code changes}: it matters whether an attempt that brought no answer was heard. */
  private record Request(
      String address, JsonObject body, boolean repeatable, boolean changes, long deadlineNanos) {
    long leftMs() {
      return TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    }
  }

  /**
   * How far a request has got.
   *
   * @param number of the attempt, from 1
   * @param unsent attempts that could not be sent
   * @param maybeHeard whether an attempt before was sent and not answered
   */
  private record Attempt(int number, int unsent, boolean maybeHeard) {
    Attempt afterUnsent() {
      return new Attempt(number, unsent + 1, maybeHeard);
    }

    Attempt next(boolean sent) {
      return new Attempt(number + 1, unsent, maybeHeard || sent);
    }

    boolean isFirst() {
      return number == 1 && unsent == 0;
    }
  }

  private Future<JsonObject> attempt(Request request, Attempt attempt) {
    DeliveryOptions options =
        new DeliveryOptions()
            .setSendTimeout(attemptTimeoutMs(request, attempt.number()))
            .setLocalOnly(attempt.isFirst() && localAddresses.isPreferred(request.address()));
    return vertx
        .eventBus()
        .<JsonObject>request(request.address(), request.body(), options)
        .map(Message::body)
        .recover(e -> failed(request, attempt, e));
  }

  private Future<JsonObject> failed(Request request, Attempt attempt, Throwable e) {
    if (e instanceof NotSent && attempt.unsent() < UNSENT_MAX && request.leftMs() > 0) {
      Attempt again = attempt.afterUnsent();
      return vertx
          .timer(UNSENT_PAUSE_MS * again.unsent(), TimeUnit.MILLISECONDS)
          .compose(fired -> attempt(request, again));
    }
    if (attempt.number() < ATTEMPTS_MAX && mayBeSentAgain(request, e)) {
      return attempt(request, attempt.next(!reachedNobody(e)));
    }
    return Future.failedFuture(
        attempt.maybeHeard() && request.changes()
            ? ServiceFailure.noAnswer(request.address())
            : ServiceFailure.of(e, request.address()));
  }

  private long deadline() {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
  }

  private long attemptTimeoutMs(Request request, int number) {
    boolean last = !request.repeatable() || number == ATTEMPTS_MAX;
    long share =
        last ? timeoutMs : Math.min(timeoutMs / FIRST_ATTEMPTS_SHARE, FIRST_ATTEMPTS_MS_MAX);
    return Math.max(1, Math.min(share, request.leftMs()));
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
