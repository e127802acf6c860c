package eshop.systemtest.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.grpc.common.GrpcStatus;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Only a refusal is a refusal: every other failure of a branch is called again, less often. */
@ExtendWith(ConformanceExtension.class)
class BranchFailureTest {

  @ParameterizedTest
  @EnumSource(
      value = GrpcStatus.class,
      mode = Mode.EXCLUDE,
      names = {"OK", "ABORTED", "FAILED_PRECONDITION"})
  @Execution(ExecutionMode.CONCURRENT)
  void everyOtherGrpcStatusIsRetriedWithBackoff(GrpcStatus status, Bench bench) {
    assertRetriedWithBackoff(bench, Wire.GRPC, BranchAnswer.of(status, 500, "no word for it"));
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 400, 401, 404, 429, 500, 503})
  @Execution(ExecutionMode.CONCURRENT)
  void everyOtherHttpStatusIsRetriedWithBackoff(int status, Bench bench) {
    assertRetriedWithBackoff(
        bench, Wire.HTTP, BranchAnswer.of(GrpcStatus.UNKNOWN, status, "no word for it"));
  }

  @OnBothWires
  void workDoneBeforeALostReplyIsNotDoneTwice(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).waitResult().retryInterval(1000);
    bench.branches().once(saga.gid(), "01", Op.ACTION, BranchAnswer.doneButError());

    bench.submit(saga);
    bench.fireRetry(saga);

    bench.awaitStatus(saga, "succeed");
    assertThat(bench.branches().calls(saga.gid(), "01", Op.ACTION)).hasSize(2);
    assertThat(effects(bench, saga)).containsExactly(1, 1);
  }

  @OnBothWires
  void refusedSagaLeavesNoWorkBehind(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).waitResult();
    bench.branches().once(saga.gid(), "02", Op.ACTION, BranchAnswer.refused("no"));

    bench.submit(saga);

    assertThat(bench.state(saga).status()).isEqualTo("failed");
    assertThat(effects(bench, saga)).containsExactly(0, 0);
  }

  @OnBothWires
  void compensationWhoseReplyWasLostIsRepeatedWithoutHarm(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).waitResult().retryInterval(1000);
    bench.branches().once(saga.gid(), "02", Op.ACTION, BranchAnswer.refused("no"));
    bench.branches().once(saga.gid(), "01", Op.COMPENSATE, BranchAnswer.doneButError());

    bench.submit(saga);
    bench.fireRetry(saga);

    bench.awaitStatus(saga, "failed");
    assertThat(bench.branches().calls(saga.gid(), "01", Op.COMPENSATE)).hasSize(2);
    assertThat(effects(bench, saga)).containsExactly(0, 0);
  }

  @OnBothWires
  void workOfAStepWhoseReplyNeverCameIsTakenBackOnTimeout(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).timeoutToFail(2);
    bench.branches().always(saga.gid(), "01", Op.ACTION, BranchAnswer.doneButError());

    bench.submit(saga);

    bench.awaitStatus(saga, "failed");
    assertThat(effects(bench, saga)).containsExactly(0, 0);
    assertThat(bench.branches().calls(saga.gid(), "01", Op.COMPENSATE)).hasSize(1);
  }

  private static void assertRetriedWithBackoff(Bench bench, Wire wire, BranchAnswer answer) {
    SagaDraft saga = bench.saga(wire).steps(1).waitResult().retryInterval(150);
    bench.branches().once(saga.gid(), "01", Op.ACTION, answer);

    bench.submit(saga);

    SagaState state = bench.state(saga);
    assertThat(state.status()).isEqualTo("submitted");
    assertThat(state.vector()).containsOnly("prepared");
    assertThat(state.nextCronInterval()).isEqualTo(300);
  }

  private static Stream<Integer> effects(Bench bench, SagaDraft saga) {
    return Stream.of("01", "02").map(branch -> bench.branches().effect(saga.gid(), branch));
  }
}
