package eshop.platform.db;

import eshop.platform.log.RepeatedCause;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a database server accepts connections, shared by all pools of a node that use it. While
 * it does not, one attempt at a time is made, a few a second at most, and all other callers are
 * told at once. Without this every waiting statement would try to connect by itself.
 *
 * <p>Thread-safe.
 */
final class ServerReachability {
  private static final Logger LOG = LoggerFactory.getLogger(ServerReachability.class);
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long PAUSE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(500);

  private final String address;
  private final LongSupplier nanoClock;
  private final RepeatedCause unreachable;
  private Throwable failure;
  private boolean trying;
  private long pauseNanos = FIRST_PAUSE_NANOS;
  private long nextAttemptNanos;

  /**
   * A server that is taken to be reachable.
   *
   * @param address host:port, for messages
   */
  ServerReachability(String address, LongSupplier nanoClock) {
    this.address = address;
    this.nanoClock = nanoClock;
    this.unreachable = new RepeatedCause(LOG, nanoClock);
  }

  String address() {
    return address;
  }

  /**
   * Connects, unless an attempt failed a moment ago.
   *
   * @return fails with {@link DatabaseUnreachableException}, on the context and never before this
   *     method has returned
   */
  <T> Future<T> attempt(Context context, Supplier<Future<T>> connect) {
    Throwable refusal = refusal();
    if (refusal != null) {
      return Future.future(
          promise -> context.runOnContext(later -> promise.fail(refused(refusal))));
    }
    return connect
        .get()
        .onSuccess(connected -> reached())
        .recover(
            e -> {
              failed(e);
              return Future.failedFuture(refused(e));
            });
  }

  /** The last failure when it is too early for another attempt, else null: the caller connects. */
  private synchronized Throwable refusal() {
    if (failure == null) {
      return null;
    }
    if (trying || nanoClock.getAsLong() - nextAttemptNanos < 0) {
      return failure;
    }
    trying = true;
    return null;
  }

  private synchronized void failed(Throwable e) {
    pauseNanos = failure == null ? FIRST_PAUSE_NANOS : Math.min(2 * pauseNanos, PAUSE_NANOS_MAX);
    failure = e;
    trying = false;
    nextAttemptNanos = nanoClock.getAsLong() + pauseNanos;
    unreachable.occurred("cannot connect to database " + address + ": " + e.getMessage(), e);
  }

  private synchronized void reached() {
    if (failure != null) {
      failure = null;
      trying = false;
      pauseNanos = FIRST_PAUSE_NANOS;
      unreachable.over("connected to database " + address + " again");
    }
  }

  private DatabaseUnreachableException refused(Throwable cause) {
    return new DatabaseUnreachableException(address, cause);
  }
}
