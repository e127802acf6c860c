package eshop.systemtest.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.systemtest.conformance.DtmAnswer.Result;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.extension.ExtendWith;

/** What submit answers: waiting for the result, submitted again, or not understood. */
@ExtendWith(ConformanceExtension.class)
class SubmitAnswerTest {

  @OnBothWires
  void waitingSubmitAnswersWhenTheSagaHasSucceeded(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).waitResult();

    DtmAnswer answer = bench.submit(saga);

    assertThat(answer.result()).isEqualTo(Result.SUCCESS);
    SagaState state = bench.state(saga);
    assertThat(state.status()).isEqualTo("succeed");
    assertThat(state.vector()).containsExactly("prepared", "succeed", "prepared", "succeed");
  }

  @OnBothWires
  void waitingSubmitOfARefusedSagaFailsWithTheRollbackReason(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).waitResult();
    bench
        .branches()
        .once(saga.gid(), "02", Op.ACTION, BranchAnswer.refused("Insufficient balance"));

    DtmAnswer answer = bench.submit(saga);

    assertThat(answer.result()).isEqualTo(Result.FAILURE);
    SagaState state = bench.state(saga);
    assertThat(state.status()).isEqualTo("failed");
    assertThat(state.vector()).containsExactly("succeed", "succeed", "succeed", "failed");
    assertThat(answer.message()).contains("Insufficient balance").isEqualTo(state.rollbackReason());
  }

  @OnBothWires
  void waitingSubmitFailsThoughAnOngoingSagaMaySucceedLater(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).waitResult().retryInterval(1000);
    bench.branches().once(saga.gid(), "01", Op.ACTION, BranchAnswer.ongoing());

    DtmAnswer answer = bench.submit(saga);
    SagaState first = bench.state(saga);
    bench.fireRetry(saga);

    assertThat(answer.result()).isEqualTo(Result.FAILURE);
    assertThat(answer.message()).contains("wait result not return success");
    assertThat(first.status()).isEqualTo("submitted");
    assertThat(first.vector()).containsOnly("prepared");
    assertThat(bench.awaitStatus(saga, "succeed").vector())
        .containsExactly("prepared", "succeed", "prepared", "succeed");
  }

  @OnBothWires
  void waitingSubmitFailsThoughABrokenBranchIsStillRetried(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(1).waitResult().retryInterval(1000);
    bench.branches().once(saga.gid(), "01", Op.ACTION, BranchAnswer.error());

    DtmAnswer answer = bench.submit(saga);
    bench.fireRetry(saga);

    assertThat(answer.result()).isEqualTo(Result.FAILURE);
    assertThat(answer.message()).contains("wait result not return success");
    bench.awaitStatus(saga, "succeed");
  }

  @OnBothWires
  void waitingSubmitFailsThoughAnUnreachableBranchLeavesTheSagaSubmitted(Wire wire, Bench bench)
      throws IOException {
    String nowhere =
        (wire == Wire.GRPC ? "" : "http://") + "127.0.0.1:" + closedPort() + "/no.Branch/Call";
    SagaDraft saga =
        bench
            .saga(wire)
            .step(nowhere, nowhere, Buffer.buffer("{}"))
            .waitResult()
            .retryInterval(100);

    DtmAnswer answer = bench.submit(saga);

    assertThat(answer.result()).isEqualTo(Result.FAILURE);
    assertThat(answer.message()).contains("wait result not return success");
    SagaState state = bench.state(saga);
    assertThat(state.status()).isEqualTo("submitted");
    assertThat(state.rollbackReason()).isEmpty();
    assertThat(state.nextCronInterval()).isEqualTo(200);
  }

  @OnBothWires
  void submitWhileSubmittedIsAcceptedAndRunsTheSagaAtOnce(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).waitResult().retryInterval(1000);
    bench.branches().once(saga.gid(), "01", Op.ACTION, BranchAnswer.ongoing());
    bench.submit(saga);

    DtmAnswer again = bench.submit(saga);

    assertThat(again.result()).isEqualTo(Result.SUCCESS);
    SagaState state = bench.state(saga);
    assertThat(state.status()).isEqualTo("succeed");
    assertThat(state.vector()).containsExactly("prepared", "succeed", "prepared", "succeed");
  }

  @OnBothWires
  void submitTwiceAtOnceIsAcceptedTwice(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(1);
    bench.branches().once(saga.gid(), "01", Op.ACTION, BranchAnswer.ok().held());

    DtmAnswer first = bench.submit(saga);
    bench.awaitCalls(saga, "01", Op.ACTION, 1);
    DtmAnswer second = bench.submit(saga);
    bench.branches().release(saga.gid());

    assertThat(first.result()).isEqualTo(Result.SUCCESS);
    assertThat(second.result()).isEqualTo(Result.SUCCESS);
    bench.awaitStatus(saga, "succeed");
    assertThat(bench.branches().effect(saga.gid(), "01")).isEqualTo(1);
  }

  @OnBothWires
  void submitAfterSuccessIsRefused(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(1).waitResult();
    bench.submit(saga);

    DtmAnswer again = bench.submit(saga);

    assertThat(again.result()).isEqualTo(Result.FAILURE);
    assertThat(again.message()).contains("current status 'succeed'");
    assertThat(bench.branches().calls(saga.gid())).hasSize(1);
  }

  @OnBothWires
  void submitAfterFailureIsRefused(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(1).waitResult();
    bench.branches().once(saga.gid(), "01", Op.ACTION, BranchAnswer.refused("no"));
    bench.submit(saga);

    DtmAnswer again = bench.submit(saga);

    assertThat(again.result()).isEqualTo(Result.FAILURE);
    assertThat(again.message()).contains("current status 'failed'");
    assertThat(bench.state(saga).status()).isEqualTo("failed");
  }

  @OnBothWires
  void submitWhileAbortingIsRefused(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(1).waitResult().retryInterval(1000);
    bench.branches().once(saga.gid(), "01", Op.ACTION, BranchAnswer.refused("no"));
    bench.branches().once(saga.gid(), "01", Op.COMPENSATE, BranchAnswer.error());
    bench.submit(saga);

    DtmAnswer again = bench.submit(saga);

    assertThat(again.result()).isEqualTo(Result.FAILURE);
    assertThat(again.message()).contains("current status 'aborting'");
  }

  @OnBothWires
  void preparedSagaRunsOnlyWhenSubmitted(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(1).waitResult();

    DtmAnswer prepared = bench.result(bench.wire().prepare(saga));
    SagaState before = bench.state(saga);
    DtmAnswer submitted = bench.submit(saga);

    assertThat(prepared.result()).isEqualTo(Result.SUCCESS);
    assertThat(before.status()).isEqualTo("prepared");
    assertThat(submitted.result()).isEqualTo(Result.SUCCESS);
    assertThat(bench.state(saga).status()).isEqualTo("succeed");
    assertThat(bench.branches().labels(saga.gid())).containsExactly("01/action");
  }

  @OnBothWires
  void clientCannotAbortASaga(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(1).waitResult().retryInterval(1000);
    bench.branches().once(saga.gid(), "01", Op.ACTION, BranchAnswer.ongoing());
    bench.submit(saga);

    DtmAnswer answer = bench.result(bench.wire().abort(saga));

    assertThat(answer.result()).isEqualTo(Result.FAILURE);
    assertThat(bench.state(saga).status()).isEqualTo("submitted");
  }

  @OnBothWires
  void submitWithoutATransTypeIsAnErrorAndTheManagerLives(Wire wire, Bench bench) {
    DtmAnswer answer = bench.submit(bench.saga(wire).transType("").steps(1));

    assertThat(answer.result()).isEqualTo(Result.ERROR);
    assertThat(bench.submit(bench.saga(wire).steps(1).waitResult()).result())
        .isEqualTo(Result.SUCCESS);
  }

  @OnBothWires
  void stepWithoutPayloadIsAnErrorAndNothingIsKept(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).withoutPayloads();

    assertThat(bench.submit(saga).result()).isEqualTo(Result.ERROR);
    assertThat(bench.state(saga).known()).isFalse();
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
