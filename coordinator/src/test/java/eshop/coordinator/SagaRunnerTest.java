package eshop.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import eshop.coordinator.model.BranchOp;
import eshop.coordinator.model.BranchResult;
import eshop.coordinator.model.GlobalStatus;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import eshop.coordinator.model.TransOptions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The runner against a log in memory and branches that answer as told; time is moved by hand. */
class SagaRunnerTest {
  private static final RunnerOptions OPTIONS =
      new RunnerOptions(
          5,
          4,
          Duration.ofSeconds(10),
          Duration.ofMinutes(10),
          Duration.ofSeconds(10),
          Duration.ofMinutes(10));

  private static final Vertx VERTX = Vertx.vertx();

  private final Context context = VERTX.getOrCreateContext();
  private final MemoryTransStore store = new MemoryTransStore();
  private final Queue<String> calls = new ConcurrentLinkedQueue<>();
  private final Map<String, Queue<Future<BranchResult>>> answers = new ConcurrentHashMap<>();
  private volatile Instant now = Sagas.START;
  private SagaRunner runner;

  @BeforeEach
  void makeRunner() throws Exception {
    runner = runner(OPTIONS);
  }

  private SagaRunner runner(RunnerOptions options) throws Exception {
    return on(
        () -> Future.succeededFuture(new SagaRunner(VERTX, store, this::call, options, () -> now)));
  }

  @AfterEach
  void stopRunner() throws Exception {
    context.runOnContext(v -> runner.stop());
  }

  @AfterAll
  static void close() throws Exception {
    VERTX.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void sagaThatGoesWellIsWrittenTwice() throws Exception {
    submit("g", TransOptions.DEFAULTS);
    awaitStatus("g", GlobalStatus.SUCCEED);
    assertThat(store.writes).containsExactly("saveNew", "finish");
    assertThat(calls).containsExactly("g a01", "g a02");
  }

  /** Whoever takes it over may abort it at once, and dtm undoes only what it finds written. */
  @Test
  void sagaThatMayTimeOutIsWrittenBeforeEachFurtherStep() throws Exception {
    submit("g", Sagas.options(100, 0, 0));
    awaitStatus("g", GlobalStatus.SUCCEED);
    assertThat(store.writes).containsExactly("saveNew", "progress", "finish");
  }

  @Test
  void stepWithoutAnActionIsWrittenBeforeTheNextToo() throws Exception {
    List<TransBranch> branches = new ArrayList<>(Sagas.branches("g", 2));
    branches.replaceAll(
        b -> b.url().equals("a01") ? Sagas.branch("g", "01", BranchOp.ACTION, "") : b);
    TransGlobal global = Sagas.described("g", Sagas.options(0, 0, 3));
    on(() -> runner.submit(global, branches));
    awaitStatus("g", GlobalStatus.SUCCEED);
    assertThat(store.writes).containsExactly("saveNew", "progress", "finish");
  }

  @Test
  void orderedStepWaitsForTheLogAndNotForTheStepsBesideIt() throws Exception {
    Promise<BranchResult> second = Promise.promise();
    answers.put("g a02", new ArrayDeque<>(List.of(second.future())));
    TransGlobal global = Sagas.described("g", Sagas.concurrent(Map.of(2, List.of(0))));
    on(() -> runner.submit(global, Sagas.branches("g", 3)));
    await().until(() -> calls.contains("g a03"));
    assertThat(store.writes).containsExactly("saveNew", "progress");
    second.complete(new BranchResult.Success());
    awaitStatus("g", GlobalStatus.SUCCEED);
  }

  @Test
  void progressThatCannotBeWrittenEndsTheRun() throws Exception {
    store.failOnce("progress");
    submit("g", Sagas.options(100, 0, 0));
    await().until(() -> runner.inFlight() == 0);
    assertThat(calls).containsExactly("g a01");
    now = now.plusSeconds(50);
    on(runner::poll);
    awaitStatus("g", GlobalStatus.SUCCEED);
  }

  @Test
  void retriesWithinTheLimitAreFurtherApartEachTime() throws Exception {
    BranchResult gone = new BranchResult.Unknown("connection refused");
    answers.put("g a01", new ArrayDeque<>(Collections.nCopies(3, Future.succeededFuture(gone))));
    long start = System.nanoTime();
    submit("g", Sagas.waiting(Sagas.options(0, 0, 3)));
    assertThat(status("g")).isEqualTo(GlobalStatus.SUCCEED);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(650));
  }

  @Test
  void stopWaitsForNoPauseBetweenRetries() throws Exception {
    BranchResult gone = new BranchResult.Unknown("connection refused");
    answers.put("g a01", new ArrayDeque<>(Collections.nCopies(500, Future.succeededFuture(gone))));
    submit("g", Sagas.options(0, 0, 500));
    await().until(() -> Collections.frequency(calls, "g a01") > 1);
    on(runner::stop);
    assertThat(runner.inFlight()).isZero();
    assertThat(status("g")).isEqualTo(GlobalStatus.SUBMITTED);
  }

  @Test
  void waitingSubmitAnswersWithTheEnd() throws Exception {
    submit("g", Sagas.waiting(TransOptions.DEFAULTS));
    assertThat(status("g")).isEqualTo(GlobalStatus.SUCCEED);
  }

  @Test
  void waitingSubmitIsRefusedWithTheReason() {
    answer("g a02", new BranchResult.Failure("sold out"));
    assertThatThrownBy(() -> submit("g", Sagas.waiting(TransOptions.DEFAULTS)))
        .isInstanceOf(SagaRefused.class)
        .hasMessage("sold out");
    assertThat(status("g")).isEqualTo(GlobalStatus.FAILED);
    assertThat(calls).containsExactly("g a01", "g a02", "g c02", "g c01");
    assertThat(store.writes).containsExactly("saveNew", "abort", "finish");
  }

  @Test
  void waitingSubmitIsRefusedThoughTheSagaRunsOn() {
    answer("g a01", new BranchResult.Unknown("unreachable"));
    assertThatThrownBy(() -> submit("g", Sagas.waiting(TransOptions.DEFAULTS)))
        .isInstanceOf(SagaRefused.class)
        .hasMessage("wait result not return success");
    assertThat(status("g")).isEqualTo(GlobalStatus.SUBMITTED);
  }

  @Test
  void gidThatEndedIsRefused() throws Exception {
    submit("g", Sagas.waiting(TransOptions.DEFAULTS));
    assertThatThrownBy(() -> submit("g", TransOptions.DEFAULTS))
        .isInstanceOf(SagaRefused.class)
        .hasMessage("current status 'succeed', cannot submit");
  }

  @Test
  void gidThatIsRunningIsNotRunTwiceAtOnce() throws Exception {
    Promise<BranchResult> first = Promise.promise();
    answers.put("g a01", new ArrayDeque<>(List.of(first.future())));
    submit("g", TransOptions.DEFAULTS);
    submit("g", TransOptions.DEFAULTS);
    first.complete(new BranchResult.Success());
    awaitStatus("g", GlobalStatus.SUCCEED);
    assertThat(calls).containsExactly("g a01", "g a02");
  }

  @Test
  void gidThatIsBeingCompensatedIsRefused() throws Exception {
    answer("g a01", new BranchResult.Failure("sold out"));
    answers.put("g c01", new ArrayDeque<>(List.of(Promise.<BranchResult>promise().future())));
    submit("g", TransOptions.DEFAULTS);
    await().until(() -> calls.contains("g c01"));
    assertThatThrownBy(() -> submit("g", TransOptions.DEFAULTS))
        .isInstanceOf(SagaRefused.class)
        .hasMessage("current status 'aborting', cannot submit");
  }

  @Test
  void gidThatWaitsForItsRetryIsRunAgainAtOnce() throws Exception {
    answer("g a01", new BranchResult.Unknown("unreachable"));
    submit("g", TransOptions.DEFAULTS);
    await().until(() -> store.writes.contains("reschedule"));
    submit("g", Sagas.waiting(TransOptions.DEFAULTS));
    assertThat(status("g")).isEqualTo(GlobalStatus.SUCCEED);
  }

  @Test
  void gidThatRunsElsewhereIsLeftAlone() throws Exception {
    saveLockedBy("other", "g", now.plusSeconds(5));
    submit("g", TransOptions.DEFAULTS);
    assertThat(calls).isEmpty();
  }

  @Test
  void preparedSagaRunsAfterItsSubmit() throws Exception {
    TransGlobal described = Sagas.described("g", Sagas.waiting(TransOptions.DEFAULTS));
    on(() -> runner.prepare(described, Sagas.branches("g", 2)));
    on(() -> runner.prepare(described, Sagas.branches("g", 2)));
    now = now.plusSeconds(100);
    on(runner::poll);
    assertThat(calls).isEmpty();
    submit("g", described.options());
    assertThat(status("g")).isEqualTo(GlobalStatus.SUCCEED);
    assertThatThrownBy(() -> on(() -> runner.prepare(described, Sagas.branches("g", 2))))
        .hasMessage("current status 'succeed', cannot prepare");
  }

  @Test
  void dueSagaOfACrashedCoordinatorIsTakenUp() throws Exception {
    saveLockedBy("crashed", "g", now.plusSeconds(10));
    on(runner::poll);
    assertThat(calls).isEmpty();
    now = now.plusSeconds(10);
    on(runner::poll);
    awaitStatus("g", GlobalStatus.SUCCEED);
  }

  @Test
  void backlogIsDrainedWithoutWaitingForTheNextPoll() throws Exception {
    for (int i = 0; i < 50; i++) {
      saveLockedBy("crashed", "g" + i, now);
    }
    on(this::startRunner);
    await()
        .untilAsserted(
            () -> assertThat(store.log.all()).allMatch(g -> g.status() == GlobalStatus.SUCCEED));
  }

  @Test
  void hangingServiceDoesNotHoldUpOtherSagas() throws Exception {
    SagaRunner wide =
        runner(
            new RunnerOptions(
                100,
                4,
                Duration.ofMinutes(1),
                Duration.ofMinutes(10),
                Duration.ofSeconds(10),
                Duration.ofMinutes(10)));
    for (int i = 0; i < 20; i++) {
      saveLockedBy("crashed", "dead" + i, now.minusSeconds(5));
      answers.put(
          "dead" + i + " a01", new ArrayDeque<>(List.of(Promise.<BranchResult>promise().future())));
    }
    saveLockedBy("crashed", "alive", now);
    on(
        () -> {
          wide.start();
          return Future.succeededFuture();
        });
    awaitStatus("alive", GlobalStatus.SUCCEED);
  }

  @Test
  void retrySoonerThanThePollIsPrompt() throws Exception {
    on(this::startRunner);
    answer("g a01", new BranchResult.Ongoing());
    submit("g", Sagas.options(0, 1, 0));
    await().until(() -> store.writes.contains("reschedule"));
    now = now.plusSeconds(1);
    awaitStatus("g", GlobalStatus.SUCCEED);
  }

  @Test
  void everyRetryIsPromptNotOnlyTheFirst() throws Exception {
    on(this::startRunner);
    for (int i = 1; i <= 3; i++) {
      answer("g" + i + " a01", new BranchResult.Ongoing());
      submit("g" + i, Sagas.options(0, i, 0));
    }
    await().until(() -> Collections.frequency(store.writes, "reschedule") == 3);
    for (int i = 1; i <= 3; i++) {
      now = now.plusSeconds(1);
      awaitStatus("g" + i, GlobalStatus.SUCCEED);
    }
  }

  @Test
  void longRunKeepsItsLease() throws Exception {
    Duration lease = Duration.ofMillis(600);
    Duration never = Duration.ofMinutes(10);
    runner = runner(new RunnerOptions(5, 4, lease, never, Duration.ofSeconds(10), never));
    on(this::startRunner);
    Promise<BranchResult> first = Promise.promise();
    answers.put("g a01", new ArrayDeque<>(List.of(first.future())));
    submit("g", TransOptions.DEFAULTS);
    now = now.plusMillis(400);
    await()
        .until(
            () ->
                store.log.find("g").orElseThrow().global().nextCronTime().equals(now.plus(lease)));
    now = now.plusMillis(500);
    first.complete(new BranchResult.Success());
    awaitStatus("g", GlobalStatus.SUCCEED);
  }

  @Test
  void submitBeyondTheLimitIsRefusedAndNotSaved() throws Exception {
    for (int i = 0; i < 5; i++) {
      answers.put(
          "g" + i + " a01", new ArrayDeque<>(List.of(Promise.<BranchResult>promise().future())));
      submit("g" + i, TransOptions.DEFAULTS);
    }
    assertThatThrownBy(() -> submit("g5", TransOptions.DEFAULTS))
        .isInstanceOf(CoordinatorBusy.class);
    assertThat(store.log.find("g5")).isEmpty();
  }

  @Test
  void runWhoseLeaseWasTakenStopsCalling() throws Exception {
    Promise<BranchResult> first = Promise.promise();
    answers.put("g a01", new ArrayDeque<>(List.of(first.future())));
    answer("g a02", new BranchResult.Failure("sold out"));
    submit("g", TransOptions.DEFAULTS);
    store.log.lockDue(new Lease("other", now.plusSeconds(20), now.plusSeconds(30)), 1);
    first.complete(new BranchResult.Success());
    await().until(() -> on(() -> Future.succeededFuture(runner.inFlight())) == 0);
    assertThat(calls).containsExactly("g a01", "g a02");
    assertThat(status("g")).isEqualTo(GlobalStatus.SUBMITTED);
  }

  @Test
  void runThatOutlivedItsLeaseStopsCalling() throws Exception {
    Promise<BranchResult> first = Promise.promise();
    answers.put("g a01", new ArrayDeque<>(List.of(first.future())));
    submit("g", TransOptions.DEFAULTS);
    now = now.plusSeconds(11);
    first.complete(new BranchResult.Success());
    await().until(() -> on(() -> Future.succeededFuture(runner.inFlight())) == 0);
    assertThat(calls).containsExactly("g a01");
  }

  @Test
  void writeThatFailedIsMadeGoodByALaterRun() throws Exception {
    store.failOnce("finish");
    submit("g", TransOptions.DEFAULTS);
    await().until(() -> store.writes.contains("finish"));
    now = now.plusSeconds(10);
    on(runner::poll);
    awaitStatus("g", GlobalStatus.SUCCEED);
  }

  @Test
  void forcedStopEndsTheRun() throws Exception {
    Promise<BranchResult> first = Promise.promise();
    answers.put("g a01", new ArrayDeque<>(List.of(first.future())));
    submit("g", TransOptions.DEFAULTS);
    on(() -> runner.forceStop("g"));
    first.complete(new BranchResult.Success());
    await().until(() -> on(() -> Future.succeededFuture(runner.inFlight())) == 0);
    assertThat(calls).containsExactly("g a01");
    assertThat(status("g")).isEqualTo(GlobalStatus.FAILED);
    assertThatThrownBy(() -> on(() -> runner.forceStop("g"))).isInstanceOf(SagaRefused.class);
  }

  @Test
  void operatorRunsAWaitingSagaNow() throws Exception {
    answer("g a01", new BranchResult.Unknown("unreachable"));
    submit("g", TransOptions.DEFAULTS);
    await().until(() -> store.writes.contains("reschedule"));
    on(() -> runner.resetNextCronTime("g"));
    awaitStatus("g", GlobalStatus.SUCCEED);
  }

  @Test
  void wakeRunsAllThatWaitAndLeavesTheLeasesOfOthersAlone() throws Exception {
    on(this::startRunner);
    for (int i = 0; i < 4; i++) {
      answer("g" + i + " a01", new BranchResult.Unknown("unreachable"));
      submit("g" + i, TransOptions.DEFAULTS);
    }
    await().until(() -> Collections.frequency(store.writes, "reschedule") == 4);
    saveLockedBy("other", "leased", now.plusSeconds(9));
    context.runOnContext(v -> runner.wakeWaiting());
    for (int i = 0; i < 4; i++) {
      awaitStatus("g" + i, GlobalStatus.SUCCEED);
    }
    TransGlobal leased = store.log.find("leased").orElseThrow().global();
    assertThat(leased.owner()).isEqualTo("other");
    assertThat(leased.nextCronTime()).isEqualTo(now.plusSeconds(9));
    assertThat(Collections.frequency(store.writes, "wake")).isEqualTo(1);
  }

  @Test
  void rowThatMakesNoSagaIsSetAside() throws Exception {
    store.log.saveNew(
        Sagas.described("g", TransOptions.DEFAULTS)
            .created(GlobalStatus.SUBMITTED, now, 10, now, ""),
        Sagas.branches("g", 2).subList(0, 3));
    on(runner::poll);
    assertThat(store.log.find("g").orElseThrow().global().nextCronTime())
        .isEqualTo(now.plusSeconds(600));
    assertThat(calls).isEmpty();
  }

  @Test
  void submitThatMakesNoSagaIsNotSaved() {
    assertThatThrownBy(() -> submit("not a gid", TransOptions.DEFAULTS))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> submit("g", Sagas.concurrent(Map.of(7, List.of(0)))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store.writes).isEmpty();
  }

  private Future<Void> startRunner() {
    runner.start();
    return Future.succeededFuture();
  }

  private Future<BranchResult> call(TransGlobal global, TransBranch branch) {
    String call = global.gid() + " " + branch.url();
    calls.add(call);
    Queue<Future<BranchResult>> queue = answers.get(call);
    Future<BranchResult> next = queue == null ? null : queue.poll();
    return next == null ? Future.succeededFuture(new BranchResult.Success()) : next;
  }

  private void answer(String call, BranchResult result) {
    answers.put(call, new ArrayDeque<>(List.of(Future.succeededFuture(result))));
  }

  private void submit(String gid, TransOptions options) throws Exception {
    on(() -> runner.submit(Sagas.described(gid, options), Sagas.branches(gid, 2)));
  }

  private void saveLockedBy(String owner, String gid, Instant until) {
    store.log.saveNew(
        Sagas.described(gid, TransOptions.DEFAULTS)
            .created(GlobalStatus.SUBMITTED, now, 10, until, owner),
        Sagas.branches(gid, 2));
  }

  private GlobalStatus status(String gid) {
    return store.log.find(gid).orElseThrow().global().status();
  }

  private void awaitStatus(String gid, GlobalStatus status) {
    await().until(() -> status(gid) == status);
  }

  /** Runs it on the runner's context, as a verticle would, and waits for its end. */
  private <T> T on(Supplier<Future<T>> action) throws TimeoutException {
    Promise<T> done = Promise.promise();
    context.runOnContext(v -> action.get().onComplete(done));
    return done.future().await(20, TimeUnit.SECONDS);
  }
}
