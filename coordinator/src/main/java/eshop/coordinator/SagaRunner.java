package eshop.coordinator;

import eshop.coordinator.TransStore.SaveResult;
import eshop.coordinator.model.GlobalStatus;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import eshop.coordinator.saga.SagaShape;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Runs sagas: takes them in, drives each through its state machine against the log and the
 * branches, and starts them again when they are due. Every method must be called on the Vert.x
 * context the runner was made on, and its futures complete there.
 */
public final class SagaRunner {

  private final RunnerParts parts;
  private final RunningSagas running;
  private final Recovery recovery;
  private final Waker waker;
  private long renewTimer = -1;
  private int saving;
  private boolean stopped;

  /** Due sagas are not looked for before {@link #start}; submits are taken at once. */
  public SagaRunner(
      Vertx vertx,
      TransStore store,
      BranchCaller caller,
      RunnerOptions options,
      InstantSource clock) {
    this.parts = RunnerParts.of(vertx, store, caller, options, clock);
    this.running = new RunningSagas(parts, this::runEnded);
    this.recovery = new Recovery(parts, running);
    this.waker = new Waker(parts, recovery::poll);
  }

  /** Begins to look for due sagas, at once and then every cron interval. */
  public void start() {
    long everyMs = Math.max(1, parts.options().lease().toMillis() / 6);
    renewTimer = parts.vertx().setPeriodic(everyMs, t -> running.renewOldLeases());
    recovery.start();
  }

  /** Takes no new run and completes when the runs in flight have ended. */
  public Future<Void> stop() {
    stopped = true;
    recovery.stop();
    waker.stop();
    return running.allEnded().onComplete(v -> parts.vertx().cancelTimer(renewTimer));
  }

  /** Sagas that are running now, for gauges. */
  public int inFlight() {
    return running.size();
  }

  /** Looks for due sagas now, for whoever knows that something has changed for the better. */
  public Future<Void> poll() {
    return recovery.poll();
  }

  /**
   * Saves a saga and runs it. Completes when it is saved, or, with waitResult, after its first run.
   * A gid that is submitted already is run again; one that has ended is refused.
   *
   * @param global made by {@link TransGlobal#described}
   * @param branches compensation before action, step by step
   * @return fails with {@link SagaRefused} (ABORTED, 409), {@link CoordinatorBusy}
   *     (RESOURCE_EXHAUSTED, 429), {@link IllegalArgumentException} if it makes no saga, or the
   *     store's own failure (UNAVAILABLE, 500)
   */
  public Future<Void> submit(TransGlobal global, List<TransBranch> branches) {
    if (running.isAborting(global.gid())) {
      return submitAgain(global, GlobalStatus.ABORTING);
    }
    Future<RunEnd> already = running.endOf(global.gid());
    if (already != null) {
      return answer(global, already);
    }
    if (stopped || running.size() + saving >= parts.options().maxInFlight()) {
      return Future.failedFuture(
          new CoordinatorBusy(
              stopped
                  ? "the coordinator is stopping"
                  : parts.options().maxInFlight() + " sagas are in flight, submit again later"));
    }
    try {
      check(global, branches);
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    Lease lease = parts.newLease();
    TransGlobal created = created(global, GlobalStatus.SUBMITTED, lease.until(), lease.owner());
    saving++;
    return parts
        .here(parts.store().saveNew(created, branches))
        .onComplete((result, failure) -> saving--)
        .compose(
            result ->
                result instanceof SaveResult.Exists exists
                    ? submitAgain(global, exists.status())
                    : answer(
                        global,
                        running.start(new LockedTrans(new Trans(created, branches), true))));
  }

  private Future<Void> submitAgain(TransGlobal global, GlobalStatus status) {
    return switch (status) {
      case SUBMITTED -> runAgain(global);
      case PREPARED ->
          parts
              .here(parts.store().submitPrepared(global.gid(), parts.now()))
              .compose(moved -> runAgain(global));
      case ABORTING, SUCCEED, FAILED ->
          Future.failedFuture(
              new SagaRefused("current status '" + status.word() + "', cannot submit"));
    };
  }

  /** Runs it unless it is running here, or elsewhere: that run will do. */
  private Future<Void> runAgain(TransGlobal global) {
    Future<RunEnd> already = running.endOf(global.gid());
    if (already != null) {
      return answer(global, already);
    }
    return parts
        .here(parts.store().lockOne(global.gid(), parts.newLease()))
        .compose(
            locked ->
                answer(
                    global,
                    locked.isPresent()
                        ? running.start(locked.get())
                        : Future.succeededFuture(
                            new RunEnd(GlobalStatus.SUBMITTED, "", null, false))));
  }

  /** Who waits is told a refusal for anything but success, as dtm does, even if it runs on. */
  private static Future<Void> answer(TransGlobal global, Future<RunEnd> end) {
    if (!global.options().waitResult()) {
      return Future.succeededFuture();
    }
    return end.compose(
        e -> {
          if (e.status() == GlobalStatus.SUCCEED) {
            return Future.succeededFuture();
          }
          if (e.lost()) {
            return Future.failedFuture(
                new IllegalStateException("the result is not known yet, query it"));
          }
          return Future.failedFuture(
              new SagaRefused(
                  e.reason().isEmpty() ? "wait result not return success" : e.reason()));
        });
  }

  /** Saves a saga that runs only after its submit; refused if the gid is past prepared. */
  public Future<Void> prepare(TransGlobal global, List<TransBranch> branches) {
    try {
      check(global, branches);
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    Instant next = parts.now().plus(parts.options().retryInterval());
    return parts
        .here(parts.store().saveNew(created(global, GlobalStatus.PREPARED, next, ""), branches))
        .compose(
            result -> {
              if (result instanceof SaveResult.Exists exists
                  && exists.status() != GlobalStatus.PREPARED) {
                String status = exists.status().word();
                return Future.failedFuture(
                    new SagaRefused("current status '" + status + "', cannot prepare"));
              }
              return Future.succeededFuture();
            });
  }

  private TransGlobal created(TransGlobal global, GlobalStatus first, Instant next, String owner) {
    long interval = parts.retryPolicy().first(global.options());
    return global.created(first, parts.now(), interval, next, owner);
  }

  private static void check(TransGlobal global, List<TransBranch> branches) {
    Gids.check(global.gid());
    SagaShape.of(branches, global.options());
  }

  /** Operator: ends a saga as failed without compensation; refused if it has ended. */
  public Future<Void> forceStop(String gid) {
    return parts
        .here(parts.store().forceStop(gid, parts.now()))
        .compose(
            stopped -> {
              running.giveUp(gid);
              return stopped
                  ? Future.succeededFuture()
                  : Future.failedFuture(
                      new SagaRefused("there is no unfinished transaction " + gid));
            });
  }

  /** Operator: runs this saga now instead of when it is due; refused if it has ended. */
  public Future<Void> resetNextCronTime(String gid) {
    if (running.endOf(gid) != null) {
      return Future.succeededFuture();
    }
    return parts
        .here(parts.store().resetNextCronTime(gid, parts.now()))
        .compose(
            reset ->
                reset
                    ? recovery.poll()
                    : Future.failedFuture(
                        new SagaRefused("there is no unfinished transaction " + gid)));
  }

  /** Operator: makes up to {@code limit} sagas due now that are due later than the timeout. */
  public Future<Integer> resetCronTime(Duration timeout, int limit) {
    return parts
        .here(parts.store().resetCronTime(timeout, limit, parts.now()))
        .onSuccess(count -> recovery.poll());
  }

  /** Makes all sagas due that wait for their back-off, for whoever knows that a host is back. */
  public void wakeWaiting() {
    waker.wake();
  }

  private void runEnded(RunEnd end) {
    if (end.next() != null) {
      recovery.dueAt(end.next());
    }
  }
}
