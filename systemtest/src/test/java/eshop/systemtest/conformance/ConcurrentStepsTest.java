package eshop.systemtest.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.systemtest.conformance.DtmAnswer.Result;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sagas whose steps run beside each other, as far as their orders allow. */
@ExtendWith(ConformanceExtension.class)
class ConcurrentStepsTest {

  @OnBothWires
  void stepsRunBesideEachOther(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).concurrent();
    bench.branches().once(saga.gid(), "01", Op.ACTION, BranchAnswer.ok().held());
    bench.branches().once(saga.gid(), "02", Op.ACTION, BranchAnswer.ok().held());

    bench.submit(saga);
    bench.awaitCalls(saga, "01", Op.ACTION, 1);
    bench.awaitCalls(saga, "02", Op.ACTION, 1);
    bench.branches().release(saga.gid());

    assertThat(bench.awaitStatus(saga, "succeed").vector())
        .containsExactly("prepared", "succeed", "prepared", "succeed");
  }

  @OnBothWires
  void stepWaitsForTheStepsItIsOrderedAfter(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(3).concurrent().order(1, 0, 2).waitResult();

    assertThat(bench.submit(saga).result()).isEqualTo(Result.SUCCESS);

    assertThat(bench.branches().labels(saga.gid())).hasSize(3).endsWith("02/action");
    assertThat(bench.state(saga).vector())
        .containsExactly("prepared", "succeed", "prepared", "succeed", "prepared", "succeed");
  }

  @OnBothWires
  void ongoingStepDoesNotHoldBackTheOthers(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).concurrent().waitResult().retryInterval(1000);
    bench.branches().once(saga.gid(), "01", Op.ACTION, BranchAnswer.ongoing());

    bench.submit(saga);
    SagaState first = bench.state(saga);
    bench.fireRetry(saga);

    assertThat(first.status()).isEqualTo("submitted");
    assertThat(first.vector()).containsExactly("prepared", "prepared", "prepared", "succeed");
    assertThat(bench.awaitStatus(saga, "succeed").vector())
        .containsExactly("prepared", "succeed", "prepared", "succeed");
    assertThat(bench.branches().calls(saga.gid(), "02", Op.ACTION)).hasSize(1);
  }

  @OnBothWires
  void refusedSagaStaysAbortingWhileACompensationIsOngoing(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).concurrent().waitResult().retryInterval(1000);
    bench.branches().once(saga.gid(), "01", Op.ACTION, BranchAnswer.refused("no"));
    bench.branches().once(saga.gid(), "01", Op.COMPENSATE, BranchAnswer.ongoing());

    bench.submit(saga);
    SagaState first = bench.state(saga);
    bench.fireRetry(saga);

    assertThat(first.status()).isEqualTo("aborting");
    bench.awaitStatus(saga, "failed");
  }

  @OnBothWires
  void stepOrderedAfterTheRefusedOneIsNeitherRunNorTakenBack(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).concurrent().order(1, 0).waitResult();
    bench.branches().once(saga.gid(), "01", Op.ACTION, BranchAnswer.refused("no"));

    assertThat(bench.submit(saga).result()).isEqualTo(Result.FAILURE);

    SagaState state = bench.state(saga);
    assertThat(state.status()).isEqualTo("failed");
    assertThat(state.vector()).containsExactly("succeed", "failed", "prepared", "prepared");
    assertThat(bench.branches().labels(saga.gid())).containsExactly("01/action", "01/compensate");
  }

  @OnBothWires
  void orderedStepsAreTakenBackInReverse(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).concurrent().order(1, 0).waitResult();
    bench.branches().once(saga.gid(), "02", Op.ACTION, BranchAnswer.refused("no"));

    assertThat(bench.submit(saga).result()).isEqualTo(Result.FAILURE);

    assertThat(bench.state(saga).vector())
        .containsExactly("succeed", "succeed", "succeed", "failed");
    assertThat(bench.branches().labels(saga.gid()))
        .containsExactly("01/action", "02/action", "02/compensate", "01/compensate");
  }

  @OnBothWires
  void stepUnderWayWhenAnotherIsRefusedIsTakenBackToo(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).concurrent().retryInterval(1);
    bench.branches().once(saga.gid(), "01", Op.ACTION, BranchAnswer.ok().held());
    bench.branches().once(saga.gid(), "02", Op.ACTION, BranchAnswer.refused("no").held());

    bench.submit(saga);
    bench.awaitCalls(saga, "01", Op.ACTION, 1);
    bench.awaitCalls(saga, "02", Op.ACTION, 1);
    bench.branches().release(saga.gid());

    bench.awaitStatus(saga, "failed");
    bench.awaitCalls(saga, "01", Op.COMPENSATE, 1);
    assertThat(bench.branches().effect(saga.gid(), "01")).isZero();
  }
}
