package eshop.systemtest.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.systemtest.conformance.DtmAnswer.Result;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.extension.ExtendWith;

/** How a saga ends: all actions done, or everything taken back. */
@ExtendWith(ConformanceExtension.class)
class SagaOutcomeTest {

  @OnBothWires
  void sagaSucceedsWhenAllActionsDo(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2);

    assertThat(bench.submit(saga)).isEqualTo(new DtmAnswer(Result.SUCCESS, ""));

    SagaState state = bench.awaitStatus(saga, "succeed");
    assertThat(state.vector()).containsExactly("prepared", "succeed", "prepared", "succeed");
    assertThat(state.rollbackReason()).isEmpty();
    assertThat(bench.branches().labels(saga.gid())).containsExactly("01/action", "02/action");
  }

  @OnBothWires
  void refusedSagaIsTakenBackInReverseTheRefusedStepToo(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2);
    refuse(bench, saga, "02", "Insufficient balance");

    assertThat(bench.submit(saga).result()).isEqualTo(Result.SUCCESS);

    SagaState state = bench.awaitStatus(saga, "failed");
    assertThat(state.vector()).containsExactly("succeed", "succeed", "succeed", "failed");
    assertThat(bench.branches().labels(saga.gid()))
        .containsExactly("01/action", "02/action", "02/compensate", "01/compensate");
  }

  @OnBothWires
  void stepsAfterTheRefusedOneAreNeverCalled(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(3);
    refuse(bench, saga, "01", "sold out");

    bench.submit(saga);

    assertThat(bench.awaitStatus(saga, "failed").vector())
        .containsExactly("succeed", "failed", "prepared", "prepared", "prepared", "prepared");
    assertThat(bench.branches().labels(saga.gid())).containsExactly("01/action", "01/compensate");
  }

  @OnBothWires
  void rollbackReasonNamesTheBranchAndSaysWhatItSaid(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2);
    refuse(bench, saga, "02", "Insufficient balance");

    bench.submit(saga);

    assertThat(bench.awaitStatus(saga, "failed").rollbackReason())
        .isEqualTo(
            "url:"
                + bench.branches().url(wire, Op.ACTION)
                + " return failed: Insufficient balance FAILURE");
  }

  @OnBothWires
  void refusalOfACompensationIsRetriedUntilItSucceeds(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).retryInterval(1000).waitResult();
    refuse(bench, saga, "02", "no");
    bench.branches().once(saga.gid(), "01", Op.COMPENSATE, BranchAnswer.refused("not me"));

    bench.submit(saga);
    SagaState first = bench.state(saga);
    bench.fireRetry(saga);

    assertThat(first.status()).isEqualTo("aborting");
    assertThat(first.vector()).containsExactly("prepared", "succeed", "succeed", "failed");
    assertThat(bench.awaitStatus(saga, "failed").vector())
        .containsExactly("succeed", "succeed", "succeed", "failed");
  }

  @OnBothWires
  void brokenCompensationIsRetriedAndTheReasonStays(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).retryInterval(1000).waitResult();
    refuse(bench, saga, "02", "Insufficient balance");
    bench.branches().once(saga.gid(), "01", Op.COMPENSATE, BranchAnswer.error());

    bench.submit(saga);
    SagaState first = bench.state(saga);
    bench.fireRetry(saga);

    assertThat(first.status()).isEqualTo("aborting");
    SagaState last = bench.awaitStatus(saga, "failed");
    assertThat(last.vector()).containsExactly("succeed", "succeed", "succeed", "failed");
    assertThat(last.rollbackReason()).contains("Insufficient balance");
  }

  @OnBothWires
  void ongoingCompensationIsAskedAgain(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).retryInterval(1000).waitResult();
    refuse(bench, saga, "02", "no");
    bench.branches().once(saga.gid(), "01", Op.COMPENSATE, BranchAnswer.ongoing());

    bench.submit(saga);
    SagaState first = bench.state(saga);
    bench.fireRetry(saga);

    assertThat(first.status()).isEqualTo("aborting");
    bench.awaitStatus(saga, "failed");
    assertThat(bench.branches().labels(saga.gid()))
        .containsExactly(
            "01/action", "02/action", "02/compensate", "01/compensate", "01/compensate");
  }

  @OnBothWires
  void emptyUrlsCountAsSuccess(Wire wire, Bench bench) {
    SagaDraft saga =
        bench
            .saga(wire)
            .step(bench.branches().url(wire, Op.ACTION), "", Buffer.buffer("{}"))
            .step("", "", Buffer.buffer("{}"));

    bench.submit(saga);

    assertThat(bench.awaitStatus(saga, "succeed").vector())
        .containsExactly("prepared", "succeed", "prepared", "succeed");
    assertThat(bench.branches().labels(saga.gid())).containsExactly("01/action");
  }

  @OnBothWires
  void emptyCompensationCountsAsDone(Wire wire, Bench bench) {
    SagaDraft saga =
        bench
            .saga(wire)
            .step(bench.branches().url(wire, Op.ACTION), "", Buffer.buffer("{}"))
            .steps(1);
    refuse(bench, saga, "02", "no");

    bench.submit(saga);

    assertThat(bench.awaitStatus(saga, "failed").vector())
        .containsExactly("succeed", "succeed", "succeed", "failed");
    assertThat(bench.branches().labels(saga.gid()))
        .containsExactly("01/action", "02/action", "02/compensate");
  }

  @OnBothWires
  void everyStepHasItsCompensationRowBeforeItsActionRow(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(3).waitResult();

    bench.submit(saga);

    SagaState state = bench.state(saga);
    assertThat(state.rows())
        .containsExactly(
            "01/compensate",
            "01/action",
            "02/compensate",
            "02/action",
            "03/compensate",
            "03/action");
    JsonObject action = state.branches().get(1);
    assertThat(action.getString("gid")).isEqualTo(saga.gid());
    assertThat(action.getString("url")).isEqualTo(bench.branches().url(wire, Op.ACTION));
    assertThat(action.getString("finish_time")).isNotEmpty();
  }

  @OnBothWires
  void transactionTellsWhatWasSubmitted(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(1).concurrent().retryInterval(7).waitResult();

    bench.submit(saga);

    JsonObject transaction = bench.state(saga).transaction();
    assertThat(transaction.getString("gid")).isEqualTo(saga.gid());
    assertThat(transaction.getString("trans_type")).isEqualTo("saga");
    assertThat(transaction.getString("protocol")).isEqualTo(wire == Wire.GRPC ? "grpc" : "http");
    assertThat(transaction.getString("custom_data")).isEqualTo(saga.customData());
    assertThat(transaction.getLong("next_cron_interval")).isEqualTo(7);
    assertThat(new JsonObject(transaction.getString("options")).getMap())
        .containsEntry("wait_result", true)
        .containsEntry("retry_interval", 7);
    assertThat(transaction.getString("create_time")).isNotEmpty();
    assertThat(transaction.getString("update_time")).isNotEmpty();
    assertThat(transaction.getString("finish_time")).isNotEmpty();
    assertThat(transaction.getString("rollback_time")).isNull();
  }

  @OnBothWires
  void failedSagaHasARollbackTimeAndNoFinishTime(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(1).waitResult();
    refuse(bench, saga, "01", "no");

    bench.submit(saga);

    JsonObject transaction = bench.state(saga).transaction();
    assertThat(transaction.getString("rollback_time")).isNotEmpty();
    assertThat(transaction.getString("finish_time")).isNull();
  }

  private static void refuse(Bench bench, SagaDraft saga, String branchId, String message) {
    bench.branches().once(saga.gid(), branchId, Op.ACTION, BranchAnswer.refused(message));
  }
}
