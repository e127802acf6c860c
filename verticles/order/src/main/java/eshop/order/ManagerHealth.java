package eshop.order;

import eshop.saga.DtmFailure;
import io.vertx.core.AsyncResult;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether the transaction manager takes orders, judged by what became of the last submits. Where
 * several in a row brought no answer, this node says that it is not ready, so that orders go to
 * another one; after some seconds it tries again.
 *
 * <p>Only an answer that the manager's database or network is to blame for counts; a refusal is an
 * answer. Lives on one event loop, {@link #isHealthy} may be called from any thread.
 */
final class ManagerHealth {
  static final int FAILURES_MAX = 3;
  static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final Set<DtmFailure.Kind> NO_ANSWER =
      Set.of(DtmFailure.Kind.NOT_REACHED, DtmFailure.Kind.OUTCOME_UNKNOWN);

  private final LongSupplier nanoClock;
  private int failures;
  private volatile boolean failing;
  private volatile long failedNanos;

  ManagerHealth(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** What became of a submit. */
  void note(AsyncResult<Void> submit) {
    boolean failed =
        submit.cause() instanceof DtmFailure failure && NO_ANSWER.contains(failure.kind());
    failures = failed ? failures + 1 : 0;
    if (failed) {
      failedNanos = nanoClock.getAsLong();
    }
    failing = failures >= FAILURES_MAX;
  }

  boolean isHealthy() {
    return !failing || nanoClock.getAsLong() - failedNanos > PAUSE_NANOS;
  }
}
