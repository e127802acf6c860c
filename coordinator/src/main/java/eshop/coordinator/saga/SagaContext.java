package eshop.coordinator.saga;

import eshop.coordinator.model.BranchResult;
import eshop.coordinator.model.BranchStatus;
import eshop.coordinator.model.GlobalStatus;
import eshop.coordinator.model.TransGlobal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** What the states of one run share: what is known, and when to run again. */
final class SagaContext {
  private final TransGlobal global;
  private final SagaProgress progress;
  private final RetryPolicy policy;
  private final boolean exact;
  private GlobalStatus status;
  private long interval;
  private boolean sawUnknown;

  SagaContext(TransGlobal global, SagaProgress progress, RetryPolicy policy, boolean exact) {
    this.global = global;
    this.progress = progress;
    this.policy = policy;
    this.exact = exact;
    this.status = global.status();
    this.interval =
        global.nextCronInterval() > 0 ? global.nextCronInterval() : policy.first(global.options());
  }

  TransGlobal global() {
    return global;
  }

  SagaProgress progress() {
    return progress;
  }

  boolean exact() {
    return exact;
  }

  GlobalStatus status() {
    return status;
  }

  void status(GlobalStatus durable) {
    status = durable;
  }

  void call(int branch, long pauseMs, List<SagaCommand> out) {
    progress.call(branch);
    out.add(new SagaCommand.CallBranch(branch, pauseMs));
  }

  /** Calls whatever can be called; an empty URL succeeds at once and may make more callable. */
  void callAll(Supplier<List<Integer>> callable, Instant now, List<SagaCommand> out) {
    boolean again = true;
    while (again) {
      again = false;
      for (int branch : callable.get()) {
        if (progress.isEmptyUrl(branch)) {
          progress.learn(branch, BranchStatus.SUCCEED, now);
          again = true;
        } else {
          call(branch, 0, out);
        }
      }
    }
  }

  void madeProgress() {
    interval = policy.first(global.options());
  }

  /** An answer that is neither yes nor no: only an unknown one makes the interval grow. */
  void notAnswered(BranchResult result) {
    sawUnknown |= !(result instanceof BranchResult.Ongoing);
  }

  /** The instant at which TimeoutToFail passes, or null if the saga set none. */
  Instant deadline() {
    long timeout = global.options().timeoutToFail();
    return timeout > 0 ? global.createTime().plusSeconds(timeout) : null;
  }

  boolean timedOut(Instant now) {
    Instant deadline = deadline();
    return deadline != null && !now.isBefore(deadline);
  }

  SagaState finish(GlobalStatus to, List<SagaCommand> out) {
    out.add(new SagaCommand.SaveFinish(status, to, progress.toSave()));
    return new Saving(
        this,
        (now, more) -> {
          status(to);
          return new Ended();
        });
  }

  /** A saga with a deadline is looked at again when it passes, however long the interval is. */
  SagaState reschedule(Instant now, List<SagaCommand> out) {
    interval = sawUnknown ? policy.backedOff(interval) : interval;
    Instant next = now.plus(Duration.ofSeconds(interval));
    Instant deadline = deadline();
    if (status == GlobalStatus.SUBMITTED && deadline != null && deadline.isBefore(next)) {
      next = deadline;
    }
    out.add(new SagaCommand.SaveReschedule(status, next, interval, exact, progress.toSave()));
    return new Saving(this, (later, more) -> new Ended());
  }
}
