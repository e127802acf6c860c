package eshop.systemtest.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.systemtest.conformance.DtmAnswer.Result;
import org.junit.jupiter.api.extension.ExtendWith;

/** When a branch that did not succeed is called again, and when the saga gives up. */
@ExtendWith(ConformanceExtension.class)
class RetryTest {

  @OnBothWires
  void ongoingActionIsAskedAgainAndTheSagaSucceeds(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).waitResult();
    bench.branches().once(saga.gid(), "01", Op.ACTION, BranchAnswer.ongoing());

    bench.submit(saga);
    SagaState first = bench.state(saga);
    bench.fireRetry(saga);

    assertThat(first.status()).isEqualTo("submitted");
    assertThat(first.vector()).containsOnly("prepared");
    SagaState last = bench.awaitStatus(saga, "succeed");
    assertThat(last.vector()).containsExactly("prepared", "succeed", "prepared", "succeed");
    assertThat(last.rollbackReason()).isEmpty();
  }

  @OnBothWires
  void pollerRetriesWithoutBeingAsked(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(1).retryInterval(1);
    bench.branches().once(saga.gid(), "01", Op.ACTION, BranchAnswer.ongoing());

    bench.submit(saga);

    bench.awaitStatus(saga, "succeed");
    assertThat(bench.branches().labels(saga.gid())).containsExactly("01/action", "01/action");
  }

  @OnBothWires
  void retryDoesNotRepeatTheStepsThatAreDone(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(3).waitResult().retryInterval(1000);
    bench.branches().once(saga.gid(), "02", Op.ACTION, BranchAnswer.error());

    bench.submit(saga);
    bench.fireRetry(saga);

    bench.awaitStatus(saga, "succeed");
    assertThat(bench.branches().labels(saga.gid()))
        .containsExactly("01/action", "02/action", "02/action", "03/action");
  }

  @OnBothWires
  void ongoingKeepsTheInterval(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(1).waitResult().retryInterval(150);
    bench.branches().always(saga.gid(), "01", Op.ACTION, BranchAnswer.ongoing());

    bench.submit(saga);

    assertThat(bench.state(saga).nextCronInterval()).isEqualTo(150);
  }

  @OnBothWires
  void everyErrorDoublesTheInterval(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(1).waitResult().retryInterval(150);
    bench.branches().always(saga.gid(), "01", Op.ACTION, BranchAnswer.error());

    bench.submit(saga);
    SagaState first = bench.state(saga);
    bench.fireRetry(saga);

    assertThat(first.nextCronInterval()).isEqualTo(300);
    assertThat(first.status()).isEqualTo("submitted");
    bench.awaitState(saga, state -> state.nextCronInterval() == 600);
  }

  @OnBothWires
  void successOfAStepPutsTheIntervalBack(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).waitResult().retryInterval(150);
    bench.branches().once(saga.gid(), "01", Op.ACTION, BranchAnswer.error());
    bench.branches().always(saga.gid(), "02", Op.ACTION, BranchAnswer.ongoing());

    bench.submit(saga);
    long afterError = bench.state(saga).nextCronInterval();
    bench.fireRetry(saga);

    assertThat(afterError).isEqualTo(300);
    SagaState state = bench.awaitState(saga, s -> s.nextCronInterval() == 150);
    assertThat(state.vector()).containsExactly("prepared", "succeed", "prepared", "prepared");
  }

  @OnBothWires
  void firstIntervalIsTenSecondsUnlessTold(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(1).waitResult();

    bench.submit(saga);

    assertThat(bench.state(saga).nextCronInterval()).isEqualTo(10);
  }

  @OnBothWires
  void firstIntervalIsNotLongerThanTheTimeout(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(1).waitResult().timeoutToFail(4);

    bench.submit(saga);

    assertThat(bench.state(saga).nextCronInterval()).isEqualTo(4);
  }

  @OnBothWires
  void sagaIsAbortedWhenItsTimeIsUp(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).timeoutToFail(2);
    bench.branches().always(saga.gid(), "01", Op.ACTION, BranchAnswer.ongoing());

    bench.submit(saga);

    SagaState state = bench.awaitStatus(saga, "failed");
    assertThat(state.rollbackReason()).isEqualTo("Timeout after 2 seconds");
    assertThat(state.vector()).containsExactly("succeed", "prepared", "prepared", "prepared");
    assertThat(bench.branches().labels(saga.gid())).endsWith("01/compensate");
  }

  @OnBothWires
  void retriesWithinTheLimitHappenAtOnce(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).waitResult().retryLimit(3).retryInterval(1000);
    bench.branches().once(saga.gid(), "02", Op.ACTION, BranchAnswer.error());
    bench.branches().once(saga.gid(), "02", Op.ACTION, BranchAnswer.error());

    assertThat(bench.submit(saga).result()).isEqualTo(Result.SUCCESS);

    assertThat(bench.state(saga).vector())
        .containsExactly("prepared", "succeed", "prepared", "succeed");
    assertThat(bench.branches().calls(saga.gid(), "02", Op.ACTION)).hasSize(3);
  }

  @OnBothWires
  void sagaIsAbortedWhenTheRetryLimitIsPassed(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).waitResult().retryLimit(1).retryInterval(1000);
    bench.branches().always(saga.gid(), "02", Op.ACTION, BranchAnswer.error());

    assertThat(bench.submit(saga).result()).isEqualTo(Result.FAILURE);

    SagaState state = bench.state(saga);
    assertThat(state.status()).isEqualTo("failed");
    assertThat(state.vector()).containsExactly("succeed", "succeed", "succeed", "prepared");
    assertThat(state.rollbackReason())
        .isEqualTo("RetryCount is greater than RetryLimit, RetryLimit: 1");
    assertThat(bench.branches().calls(saga.gid(), "02", Op.ACTION)).hasSize(2);
  }

  @OnBothWires
  void silentBranchIsGivenUpAfterTheRequestTimeoutAndCalledAgain(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(1).waitResult().requestTimeout(1).retryInterval(150);
    bench.branches().once(saga.gid(), "01", Op.ACTION, BranchAnswer.silence());

    DtmAnswer answer = bench.submit(saga);
    SagaState first = bench.state(saga);
    bench.fireRetry(saga);

    assertThat(answer.result()).isEqualTo(Result.FAILURE);
    assertThat(first.nextCronInterval()).isEqualTo(300);
    bench.awaitStatus(saga, "succeed");
    assertThat(bench.branches().labels(saga.gid())).containsExactly("01/action", "01/action");
  }

  @OnBothWires
  void branchMayTakeAsLongAsTheRequestTimeoutAllows(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(1).waitResult().requestTimeout(6);
    bench.branches().once(saga.gid(), "01", Op.ACTION, BranchAnswer.ok().after(3500));

    assertThat(bench.submit(saga).result()).isEqualTo(Result.SUCCESS);

    assertThat(bench.branches().labels(saga.gid())).containsExactly("01/action");
  }
}
