package eshop.coordinator.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.coordinator.Fence;
import eshop.coordinator.Lease;
import eshop.coordinator.LockedTrans;
import eshop.coordinator.MemoryLog;
import eshop.coordinator.Sagas;
import eshop.coordinator.Trans;
import eshop.coordinator.TransStore.Retry;
import eshop.coordinator.model.BranchResult;
import eshop.coordinator.model.BranchStatus;
import eshop.coordinator.model.GlobalStatus;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransOptions;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The behaviour that dtm's own tests ask for, as tables: what the branches answer, run by run, and
 * what the store holds after each run. A vector is [compensation 1, action 1, compensation 2, …].
 */
class SagaMachineTest {
  private static final BranchResult OK = new BranchResult.Success();
  private static final BranchResult NO = new BranchResult.Failure("sold out");
  private static final BranchResult BUSY = new BranchResult.Ongoing();
  private static final BranchResult LOST = new BranchResult.Unknown("no answer");

  private final MemoryLog log = new MemoryLog();
  private final Map<String, Deque<BranchResult>> answers = new HashMap<>();
  private final List<String> calls = new ArrayList<>();
  private Instant now = Sagas.START;
  private int locks;

  @Test
  void allActionsSucceedInOrder() {
    submit(2, TransOptions.DEFAULTS);
    assertThat(vector()).isEqualTo("succeed [prep, succ, prep, succ]");
    assertThat(calls).containsExactly("a01", "a02");
    assertThat(row().global().rollbackReason()).isEmpty();
  }

  @Test
  void refusedActionIsCompensatedToo() {
    answer("a02", NO);
    submit(2, TransOptions.DEFAULTS);
    assertThat(vector()).isEqualTo("failed [succ, succ, succ, fail]");
    assertThat(calls).containsExactly("a01", "a02", "c02", "c01");
    assertThat(row().global().rollbackReason()).isEqualTo("sold out");
  }

  @Test
  void stepsAfterTheRefusedOneAreLeftAlone() {
    answer("a01", NO);
    submit(2, TransOptions.DEFAULTS);
    assertThat(vector()).isEqualTo("failed [succ, fail, prep, prep]");
    assertThat(calls).containsExactly("a01", "c01");
  }

  @Test
  void ongoingActionIsAskedAgainAfterTheSameInterval() {
    answer("a01", BUSY, BUSY);
    submit(2, TransOptions.DEFAULTS);
    assertThat(vector()).isEqualTo("submitted [prep, prep, prep, prep]");
    assertThat(row().global().nextCronInterval()).isEqualTo(10);
    cron();
    assertThat(row().global().nextCronInterval()).isEqualTo(10);
    cron();
    assertThat(vector()).isEqualTo("succeed [prep, succ, prep, succ]");
  }

  @Test
  void unknownAnswerDoublesTheIntervalAndProgressResetsIt() {
    answer("a01", LOST, LOST);
    answer("a02", BUSY);
    submit(2, Sagas.options(0, 3, 0));
    assertThat(row().global().nextCronInterval()).isEqualTo(6);
    assertThat(row().global().nextCronTime()).isEqualTo(Sagas.START.plusSeconds(6));
    cron();
    assertThat(row().global().nextCronInterval()).isEqualTo(12);
    cron();
    assertThat(row().global().nextCronInterval()).isEqualTo(3);
    assertThat(vector()).isEqualTo("submitted [prep, succ, prep, prep]");
    cron();
    assertThat(vector()).isEqualTo("succeed [prep, succ, prep, succ]");
  }

  @Test
  void intervalStopsGrowingAtItsLimit() {
    submit(1, TransOptions.DEFAULTS);
    RetryPolicy policy = new RetryPolicy(10, 600);
    assertThat(policy.backedOff(320)).isEqualTo(600);
    assertThat(policy.backedOff(600)).isEqualTo(600);
    assertThat(policy.backedOff(3600)).isEqualTo(3600);
  }

  @Test
  void shortTimeoutIsTheFirstInterval() {
    RetryPolicy policy = new RetryPolicy(10, 600);
    assertThat(policy.first(Sagas.options(4, 0, 0))).isEqualTo(4);
    assertThat(policy.first(Sagas.options(40, 0, 0))).isEqualTo(10);
    assertThat(policy.first(Sagas.options(4, 7, 0))).isEqualTo(7);
  }

  @Test
  void refusalByACompensationIsRetried() {
    answer("a02", NO);
    answer("c02", NO, LOST, BUSY);
    submit(2, TransOptions.DEFAULTS);
    assertThat(vector()).isEqualTo("aborting [prep, succ, prep, fail]");
    assertThat(row().global().nextCronInterval()).isEqualTo(20);
    cron();
    cron();
    assertThat(vector()).isEqualTo("aborting [prep, succ, prep, fail]");
    assertThat(row().global().nextCronInterval()).isEqualTo(40);
    cron();
    assertThat(vector()).isEqualTo("failed [succ, succ, succ, fail]");
    assertThat(row().global().rollbackReason()).isEqualTo("sold out");
  }

  @Test
  void emptyUrlsSucceedWithoutACall() {
    List<TransBranch> branches = new ArrayList<>(Sagas.branches("g", 2));
    branches.replaceAll(b -> b.branchId().equals("01") ? url(b, "") : b);
    submit(branches, TransOptions.DEFAULTS);
    assertThat(vector()).isEqualTo("succeed [prep, succ, prep, succ]");
    assertThat(calls).containsExactly("a02");
  }

  @Test
  void emptyCompensationUrlCountsAsUndone() {
    List<TransBranch> branches = new ArrayList<>(Sagas.branches("g", 2));
    branches.replaceAll(b -> b.url().equals("c02") ? url(b, "") : b);
    answer("a02", NO);
    submit(branches, TransOptions.DEFAULTS);
    assertThat(vector()).isEqualTo("failed [succ, succ, succ, fail]");
    assertThat(calls).containsExactly("a01", "a02", "c01");
  }

  @Test
  void timeoutAbortsAndCompensatesWhatMayHaveRun() {
    answer("a01", BUSY, BUSY);
    submit(2, Sagas.options(1800, 0, 0));
    cron();
    now = now.plusSeconds(3600);
    cron();
    assertThat(vector()).isEqualTo("failed [succ, prep, prep, prep]");
    assertThat(row().global().rollbackReason()).isEqualTo("Timeout after 1800 seconds");
  }

  @Test
  void timeoutIsNotOverslept() {
    answer("a01", LOST, LOST, LOST);
    submit(1, Sagas.options(25, 0, 0));
    assertThat(row().global().nextCronTime()).isEqualTo(Sagas.START.plusSeconds(20));
    cron();
    assertThat(row().global().nextCronTime()).isEqualTo(Sagas.START.plusSeconds(25));
    cron();
    assertThat(vector()).isEqualTo("failed [succ, prep]");
  }

  @Test
  void retryLimitIsSpentWithinTheRun() {
    answer("a02", LOST, BUSY);
    submit(2, Sagas.options(0, 0, 2));
    assertThat(vector()).isEqualTo("succeed [prep, succ, prep, succ]");
    assertThat(calls).containsExactly("a01", "a02", "a02", "a02");
  }

  @Test
  void retryLimitPassedAborts() {
    answer("a02", LOST, LOST);
    submit(2, Sagas.options(0, 0, 1));
    assertThat(vector()).isEqualTo("failed [succ, succ, succ, prep]");
    assertThat(row().global().rollbackReason())
        .isEqualTo("RetryCount is greater than RetryLimit, RetryLimit: 1");
  }

  @Test
  void concurrentActionsStartTogether() {
    submit(2, Sagas.concurrent(Map.of()));
    assertThat(vector()).isEqualTo("succeed [prep, succ, prep, succ]");
  }

  @Test
  void concurrentActionWaitsForThoseItsOrderNames() {
    submit(3, Sagas.concurrent(Map.of(0, List.of(2))));
    assertThat(calls).containsExactly("a02", "a03", "a01");
  }

  @Test
  void concurrentActionBehindARefusedOneIsNeverCalled() {
    answer("a01", NO);
    submit(2, Sagas.concurrent(Map.of(1, List.of(0))));
    assertThat(vector()).isEqualTo("failed [succ, fail, prep, prep]");
  }

  @Test
  void concurrentCompensationsRunAgainstTheOrder() {
    answer("a02", NO);
    submit(2, Sagas.concurrent(Map.of(1, List.of(0))));
    assertThat(vector()).isEqualTo("failed [succ, succ, succ, fail]");
    assertThat(calls).containsExactly("a01", "a02", "c02", "c01");
  }

  @Test
  void concurrentOngoingActionDoesNotHoldUpTheOthers() {
    answer("a01", BUSY);
    submit(2, Sagas.concurrent(Map.of()));
    assertThat(vector()).isEqualTo("submitted [prep, prep, prep, succ]");
    cron();
    assertThat(vector()).isEqualTo("succeed [prep, succ, prep, succ]");
  }

  @Test
  void concurrentAbortWaitsForOpenCalls() {
    answer("a01", NO);
    submit(2, Sagas.concurrent(Map.of()));
    assertThat(vector()).isEqualTo("failed [succ, fail, succ, succ]");
    assertThat(calls.subList(0, 2)).containsExactly("a01", "a02");
  }

  @Test
  void afterALostRunATimeoutCompensatesEveryStep() {
    log.saveNew(
        Sagas.described("g", Sagas.options(100, 0, 0))
            .created(GlobalStatus.SUBMITTED, now, 10, now, "lost run"),
        Sagas.branches("g", 3));
    now = now.plusSeconds(200);
    cron();
    assertThat(calls).containsExactly("c03", "c02", "c01");
    assertThat(vector()).isEqualTo("failed [succ, succ, succ, succ, succ, succ]");
  }

  @Test
  void doubtOfALostRunOutlivesAReschedule() {
    log.saveNew(
        Sagas.described("g", Sagas.options(100, 0, 0))
            .created(GlobalStatus.SUBMITTED, now, 10, now, "lost run"),
        Sagas.branches("g", 2));
    answer("a01", LOST);
    cron();
    now = now.plusSeconds(200);
    cron();
    assertThat(calls).containsExactly("a01", "c02", "c01");
  }

  @Test
  void refusalThatWasStoredWithoutItsMessageStillAborts() {
    List<TransBranch> branches = new ArrayList<>(Sagas.branches("g", 1));
    branches.replaceAll(b -> b.url().equals("a01") ? status(b, BranchStatus.FAILED) : b);
    submit(branches, TransOptions.DEFAULTS);
    assertThat(vector()).isEqualTo("failed [succ, fail]");
    assertThat(row().global().rollbackReason()).isEqualTo("fail message lost");
  }

  @Test
  void longReasonIsCutToItsColumn() {
    answer("a01", new BranchResult.Failure("x".repeat(3000)));
    submit(1, TransOptions.DEFAULTS);
    assertThat(row().global().rollbackReason()).hasSize(1024);
  }

  @Test
  void illegalEventThrows() {
    SagaMachine machine = machine(Sagas.branches("g", 1), TransOptions.DEFAULTS);
    assertThatThrownBy(() -> machine.on(new SagaEvent.Saved(now)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Saved is illegal in NotStarted");
    machine.on(new SagaEvent.Started(now));
    assertThatThrownBy(() -> machine.on(new SagaEvent.Answered(0, OK, now)))
        .isInstanceOf(IllegalStateException.class);
    machine.on(new SagaEvent.Answered(1, OK, now));
    assertThatThrownBy(() -> machine.on(new SagaEvent.Answered(1, OK, now)))
        .hasMessage("Answered is illegal in Saving");
  }

  @Test
  void ordersThatCannotBeFollowedAreRejected() {
    assertThatThrownBy(
            () -> machine(Sagas.branches("g", 2), Sagas.concurrent(Map.of(1, List.of(2)))))
        .hasMessage("orders: there is no step 2, steps are 0 to 1");
    assertThatThrownBy(
            () ->
                machine(
                    Sagas.branches("g", 2), Sagas.concurrent(Map.of(0, List.of(1), 1, List.of(0)))))
        .hasMessage("orders: step 0 waits for itself");
    assertThatThrownBy(() -> machine(Sagas.branches("g", 1).subList(0, 1), TransOptions.DEFAULTS))
        .hasMessage("every step needs one action and one compensation");
  }

  private SagaMachine machine(List<TransBranch> branches, TransOptions options) {
    return new SagaMachine(
        Sagas.described("g", options).created(GlobalStatus.SUBMITTED, now, 10, now, ""),
        branches,
        true,
        new RetryPolicy(10, 600));
  }

  private void answer(String url, BranchResult... results) {
    answers.put(url, new ArrayDeque<>(List.of(results)));
  }

  private void submit(int steps, TransOptions options) {
    submit(Sagas.branches("g", steps), options);
  }

  private void submit(List<TransBranch> branches, TransOptions options) {
    long interval = new RetryPolicy(10, 600).first(options);
    log.saveNew(
        Sagas.described("g", options).created(GlobalStatus.SUBMITTED, now, interval, now, ""),
        branches);
    cron();
  }

  /** Moves the time to when the saga is due, and runs it once. */
  private void cron() {
    Instant due = row().global().nextCronTime();
    now = due.isAfter(now) ? due : now;
    String owner = "lock " + ++locks;
    LockedTrans locked = log.lockDue(new Lease(owner, now, now.plusSeconds(10)), 1).get(0);
    SagaMachine machine =
        new SagaMachine(
            locked.trans().global(),
            locked.trans().branches(),
            locked.exact(),
            new RetryPolicy(10, 600));
    Deque<SagaCommand> todo = new ArrayDeque<>(machine.on(new SagaEvent.Started(now)));
    while (!todo.isEmpty()) {
      todo.addAll(machine.on(execute(todo.remove(), locked.trans(), owner)));
    }
    assertThat(machine.ended()).isTrue();
    assertThat(machine.status()).isEqualTo(row().global().status());
  }

  private SagaEvent execute(SagaCommand command, Trans trans, String owner) {
    if (command instanceof SagaCommand.CallBranch call) {
      String url = trans.branches().get(call.branch()).url();
      calls.add(url);
      BranchResult next = answers.getOrDefault(url, new ArrayDeque<>()).poll();
      return new SagaEvent.Answered(call.branch(), next == null ? OK : next, now);
    }
    assertThat(save(command, owner)).isTrue();
    return new SagaEvent.Saved(now);
  }

  private boolean save(SagaCommand command, String owner) {
    if (command instanceof SagaCommand.SaveAbort abort) {
      return log.abort(
          new Fence("g", owner, GlobalStatus.SUBMITTED), abort.reason(), abort.states());
    }
    if (command instanceof SagaCommand.SaveProgress progress) {
      return log.progress(new Fence("g", owner, GlobalStatus.SUBMITTED), progress.states());
    }
    if (command instanceof SagaCommand.SaveFinish finish) {
      return log.finish(new Fence("g", owner, finish.from()), finish.to(), finish.states());
    }
    SagaCommand.SaveReschedule later = (SagaCommand.SaveReschedule) command;
    return log.reschedule(
        new Fence("g", owner, later.status()),
        new Retry(later.next(), later.interval(), later.exact()),
        later.states());
  }

  private Trans row() {
    return log.find("g").orElseThrow();
  }

  private String vector() {
    return row().global().status().word()
        + " "
        + row().branches().stream().map(b -> b.status().word().substring(0, 4)).toList();
  }

  private static TransBranch url(TransBranch b, String url) {
    return Sagas.branch(b.gid(), b.branchId(), b.op(), url);
  }

  private static TransBranch status(TransBranch b, BranchStatus status) {
    return new TransBranch(
        b.gid(),
        b.url(),
        b.payload(),
        b.branchId(),
        b.op(),
        status,
        b.createTime(),
        null,
        null,
        null);
  }
}
