package eshop.coordinator;

import eshop.coordinator.model.BranchResult;
import eshop.coordinator.model.GlobalStatus;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import eshop.coordinator.saga.SagaCommand;
import eshop.coordinator.saga.SagaEvent;
import eshop.coordinator.saga.SagaMachine;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run: carries the commands of a {@link SagaMachine} to the log and the branches, and their
 * answers back. It stops for good, without another call, as soon as it cannot be sure of its lease.
 */
final class SagaRun {
  private static final Logger LOG = LoggerFactory.getLogger(SagaRun.class);

  private final RunnerParts parts;
  private final TransGlobal global;
  private final List<TransBranch> branches;
  private final SagaMachine machine;
  private final Promise<RunEnd> end = Promise.promise();
  private final Set<Long> pauses = new HashSet<>();
  private Instant leaseUntil;
  private String reason;
  private Instant next;
  private int openCalls;
  private boolean saving;
  private boolean lost;
  private boolean stopping;

  /** The global row carries this run's lease in its owner and next cron time. */
  SagaRun(RunnerParts parts, LockedTrans locked) {
    this.parts = parts;
    this.global = locked.trans().global();
    this.branches = locked.trans().branches();
    this.machine = new SagaMachine(global, branches, locked.exact(), parts.retryPolicy());
    this.leaseUntil = global.nextCronTime();
    this.reason = global.rollbackReason();
  }

  /** Starts; completes, never fails, when the run is over and no call of it is open. */
  Future<RunEnd> start() {
    accept(new SagaEvent.Started(parts.now()));
    return end.future();
  }

  /** Stops as soon as the open calls have been answered; nothing more is called or written. */
  void giveUp() {
    lost = true;
    openCalls -= pauses.size();
    pauses.forEach(parts.vertx()::cancelTimer);
    pauses.clear();
    endIfQuiet();
  }

  /** From now on nothing is waited for but answers: a run in a pause is left to another. */
  void stop() {
    stopping = true;
    if (!pauses.isEmpty()) {
      giveUp();
    }
  }

  /** Asks for more time if a third of the lease is gone; a refusal ends the run. */
  void renewIfOld() {
    Duration lease = parts.options().lease();
    if (lost
        || saving
        || Duration.between(parts.now(), leaseUntil).compareTo(lease.dividedBy(3).multipliedBy(2))
            > 0) {
      return;
    }
    Instant until = parts.now().plus(lease);
    Fence fence = fence();
    parts
        .here(parts.store().renew(fence, until))
        .onSuccess(
            renewed -> {
              if (renewed) {
                leaseUntil = until;
              } else {
                refusedToRenew(fence);
              }
            })
        .onFailure(
            e -> parts.log().leaseLost(global.gid(), "lease not renewed yet: " + e.getMessage()));
  }

  /** A renewal can cross a save, after which its fence does not hold although the lease does. */
  private void refusedToRenew(Fence fence) {
    if (!saving && !machine.ended() && machine.status() == fence.status()) {
      parts.log().leaseLost(global.gid(), "another coordinator has taken its lease");
      giveUp();
    }
  }

  /** The last status known to be durable. */
  GlobalStatus status() {
    return machine.status();
  }

  private Fence fence() {
    return new Fence(global.gid(), global.owner(), machine.status());
  }

  private void accept(SagaEvent event) {
    if (!lost && event instanceof SagaEvent.Answered && event.now().isAfter(leaseUntil)) {
      parts.log().leaseLost(global.gid(), "its lease ended while it ran");
      lost = true;
    }
    if (!lost) {
      try {
        machine.on(event).forEach(this::execute);
      } catch (RuntimeException e) {
        LOG.error("run of {} broke off", global.gid(), e);
        lost = true;
      }
    }
    endIfQuiet();
  }

  private void execute(SagaCommand command) {
    if (command instanceof SagaCommand.CallBranch call) {
      call(call);
    } else if (command instanceof SagaCommand.SaveProgress progress) {
      save(parts.store().progress(fence(), progress.states(), parts.now()));
    } else if (command instanceof SagaCommand.SaveAbort abort) {
      reason = abort.reason();
      save(parts.store().abort(fence(), reason, abort.states(), parts.now()));
    } else if (command instanceof SagaCommand.SaveFinish finish) {
      save(parts.store().finish(fence(), finish.to(), finish.states(), parts.now()));
    } else if (command instanceof SagaCommand.SaveReschedule later) {
      next = later.next();
      TransStore.Retry retry = new TransStore.Retry(later.next(), later.interval(), later.exact());
      save(parts.store().reschedule(fence(), retry, later.states(), parts.now()));
    }
  }

  private void call(SagaCommand.CallBranch call) {
    openCalls++;
    if (call.pauseMs() == 0) {
      callNow(call.branch());
      return;
    }
    pauses.add(parts.vertx().setTimer(call.pauseMs(), t -> pauseEnded(t, call.branch())));
    if (stopping) {
      giveUp();
    }
  }

  private void pauseEnded(long timer, int branch) {
    pauses.remove(timer);
    if (lost) {
      openCalls--;
      endIfQuiet();
    } else {
      callNow(branch);
    }
  }

  /** The caller keeps its own time limit; the longer one here is for a caller that hangs. */
  private void callNow(int branch) {
    long limitMs =
        TimeUnit.SECONDS.toMillis(global.options().requestTimeout())
            + parts.options().lease().toMillis();
    Future<BranchResult> answer;
    try {
      answer = parts.caller().call(global, branches.get(branch));
    } catch (RuntimeException e) {
      answer = Future.failedFuture(e);
    }
    parts
        .here(answer, limitMs)
        .otherwise(e -> new BranchResult.Unknown(e.toString()))
        .onSuccess(
            result -> {
              openCalls--;
              parts.log().called(global, branches.get(branch), result);
              accept(new SagaEvent.Answered(branch, result, parts.now()));
            });
  }

  private void save(Future<Boolean> write) {
    saving = true;
    parts
        .here(write)
        .onSuccess(
            saved -> {
              saving = false;
              parts.log().written();
              lost |= !saved;
              accept(new SagaEvent.Saved(parts.now()));
            })
        .onFailure(
            e -> {
              saving = false;
              parts.log().writeFailed(global.gid(), e);
              giveUp();
            });
  }

  private void endIfQuiet() {
    if (openCalls == 0 && (lost || machine.ended())) {
      end.tryComplete(new RunEnd(machine.status(), reason, lost ? null : next, lost));
    }
  }
}
