package eshop.coordinator.saga;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.coordinator.Fence;
import eshop.coordinator.Lease;
import eshop.coordinator.LockedTrans;
import eshop.coordinator.MemoryLog;
import eshop.coordinator.TransStore.Retry;
import eshop.coordinator.model.BranchOp;
import eshop.coordinator.model.BranchResult;
import eshop.coordinator.model.GlobalStatus;
import eshop.coordinator.model.TransBranch;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * A coordinator of a simulation: runs machines against the shared log. Before and after every
 * command it may crash, which loses everything but the log. Some of its runs are careless: they
 * neither renew their lease nor notice that it has ended, so only the fences hold them.
 */
final class SimCoordinator {
  static final long LEASE_MS = 10_000;

  private final String name;
  private final SimTime time;
  private final MemoryLog log;
  private final SimService service;
  private final double crashes;
  private final boolean dtm;
  private final Map<String, Run> runs = new HashMap<>();
  private boolean up = true;
  private int locks;

  /**
   * @param dtm it knows no doubt: what the log says of the branches is all that it undoes
   */
  SimCoordinator(
      String name, SimTime time, MemoryLog log, SimService service, double crashes, boolean dtm) {
    this.dtm = dtm;
    this.name = name;
    this.time = time;
    this.log = log;
    this.service = service;
    this.crashes = crashes;
  }

  Lease newLease() {
    return new Lease(name + ++locks, time.now(), time.now().plusMillis(LEASE_MS));
  }

  boolean up() {
    return up;
  }

  void poll() {
    if (up) {
      log.lockDue(newLease(), 10).forEach(this::start);
    }
  }

  void submitAgain(String gid) {
    if (up && !runs.containsKey(gid)) {
      log.lockOne(gid, newLease()).ifPresent(this::start);
    }
  }

  void start(LockedTrans locked) {
    Run run = new Run(locked);
    runs.put(locked.trans().global().gid(), run);
    run.feed(new SagaEvent.Started(time.now()));
  }

  /** True if it crashed just now. */
  private boolean maybeCrash() {
    if (!service.faulty() || !time.chance(crashes)) {
      return false;
    }
    up = false;
    runs.values().forEach(run -> run.dead = true);
    runs.clear();
    time.after(time.random.nextInt(20_000), () -> up = true);
    return true;
  }

  /** One machine and its lease. */
  private final class Run {
    private final LockedTrans locked;
    private final SagaMachine machine;
    private final boolean careless = time.chance(0.2);
    private final String gid;
    private Instant leaseUntil;
    private boolean dead;

    Run(LockedTrans locked) {
      this.locked = locked;
      this.gid = locked.trans().global().gid();
      this.leaseUntil = locked.trans().global().nextCronTime();
      this.machine =
          new SagaMachine(
              locked.trans().global(),
              locked.trans().branches(),
              dtm || locked.exact(),
              new RetryPolicy(4, 20));
      if (!careless) {
        time.after(LEASE_MS / 3, this::renew);
      }
    }

    private void renew() {
      Instant until = time.now().plusMillis(LEASE_MS);
      if (!dead && !machine.ended() && log.renew(fence(machine.status()), until)) {
        leaseUntil = until;
        time.after(LEASE_MS / 3, this::renew);
      }
    }

    private Fence fence(GlobalStatus status) {
      return new Fence(gid, locked.trans().global().owner(), status);
    }

    void feed(SagaEvent event) {
      if (dead || (!careless && time.now().isAfter(leaseUntil))) {
        dead = true;
        return;
      }
      machine.on(event).forEach(this::execute);
      if (machine.ended()) {
        runs.remove(gid, this);
      }
    }

    private void execute(SagaCommand command) {
      if (dead || maybeCrash()) {
        return;
      }
      if (command instanceof SagaCommand.CallBranch call) {
        time.after(call.pauseMs(), () -> call(call.branch()));
      } else {
        time.soon(() -> save(command));
      }
      maybeCrash();
    }

    private void call(int index) {
      if (dead) {
        return;
      }
      TransBranch branch = locked.trans().branches().get(index);
      if (branch.op() == BranchOp.COMPENSATE) {
        assertThat(log.find(gid).orElseThrow().global().status())
            .as("the abort of %s is durable before a compensation", gid)
            .isIn(GlobalStatus.ABORTING, GlobalStatus.FAILED);
      }
      boolean[] answered = {false};
      service.call(branch, result -> answer(index, result, answered));
      time.after(3000, () -> answer(index, new BranchResult.Unknown("timeout"), answered));
    }

    private void answer(int index, BranchResult result, boolean[] answered) {
      if (!answered[0]) {
        answered[0] = true;
        feed(new SagaEvent.Answered(index, result, time.now()));
      }
    }

    /** A write may fail before or after it took effect; a run does not know and gives up. */
    private void save(SagaCommand command) {
      boolean fault = service.faulty() && time.chance(crashes);
      if (dead || (fault && time.chance(0.5)) || !write(command) || fault) {
        dead = true;
        runs.remove(gid, this);
        return;
      }
      time.soon(() -> feed(new SagaEvent.Saved(time.now())));
    }

    private boolean write(SagaCommand command) {
      if (command instanceof SagaCommand.SaveAbort abort) {
        return log.abort(fence(GlobalStatus.SUBMITTED), abort.reason(), abort.states());
      }
      if (command instanceof SagaCommand.SaveProgress progress) {
        return log.progress(fence(GlobalStatus.SUBMITTED), progress.states());
      }
      if (command instanceof SagaCommand.SaveFinish finish) {
        return log.finish(fence(finish.from()), finish.to(), finish.states());
      }
      SagaCommand.SaveReschedule later = (SagaCommand.SaveReschedule) command;
      Retry retry = new Retry(later.next(), later.interval(), later.exact());
      return log.reschedule(fence(later.status()), retry, later.states());
    }
  }
}
