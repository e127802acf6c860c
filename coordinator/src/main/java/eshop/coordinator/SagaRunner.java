package eshop.coordinator;

import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;

/**
 * Runs sagas: takes them in, drives each through its state machine against the log and the
 * branches, and starts them again when they are due. Every method must be called on the Vert.x
 * context the runner was made on, and its futures complete there.
 */
public final class SagaRunner {

  /** Nothing runs before the first call; {@link #start} begins to look for due sagas. */
  public SagaRunner(
      Vertx vertx,
      TransStore store,
      BranchCaller caller,
      RunnerOptions options,
      InstantSource clock) {}

  /** Begins to look for due sagas, at once and then every cron interval. */
  public void start() {}

  /** Takes no new run and completes when the runs in flight have ended. */
  public Future<Void> stop() {
    return Future.succeededFuture();
  }

  /**
   * Saves a saga and runs it. Completes when it is saved, or, with waitResult, after its first run.
   * A gid that is submitted already is run again; one that has ended is refused.
   *
   * @param global made by {@link TransGlobal#described}
   * @param branches compensation before action, step by step
   * @return fails with {@link SagaRefused} (ABORTED, 409), {@link CoordinatorBusy}
   *     (RESOURCE_EXHAUSTED, 429) or the store's own failure (UNAVAILABLE, 500)
   */
  public Future<Void> submit(TransGlobal global, List<TransBranch> branches) {
    return Future.failedFuture(new UnsupportedOperationException("not yet"));
  }

  /** Saves a saga that runs only after its submit; refused if the gid is past prepared. */
  public Future<Void> prepare(TransGlobal global, List<TransBranch> branches) {
    return Future.failedFuture(new UnsupportedOperationException("not yet"));
  }

  /** Operator: ends a saga as failed without compensation; refused if it has ended. */
  public Future<Void> forceStop(String gid) {
    return Future.failedFuture(new UnsupportedOperationException("not yet"));
  }

  /** Operator: runs this saga now instead of when it is due. */
  public Future<Void> resetNextCronTime(String gid) {
    return Future.failedFuture(new UnsupportedOperationException("not yet"));
  }

  /** Operator: makes up to {@code limit} sagas due now that are due later than the timeout. */
  public Future<Integer> resetCronTime(java.time.Duration timeout, int limit) {
    return Future.failedFuture(new UnsupportedOperationException("not yet"));
  }
}
