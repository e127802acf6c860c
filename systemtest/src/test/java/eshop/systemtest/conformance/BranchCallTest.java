package eshop.systemtest.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.systemtest.conformance.DtmAnswer.Result;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a branch is sent, and how its answers are read. */
@ExtendWith(ConformanceExtension.class)
class BranchCallTest {

  @OnBothWires
  void everyCallSaysWhoseItIs(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).waitResult();
    bench.branches().once(saga.gid(), "02", Op.ACTION, BranchAnswer.refused("no"));

    bench.submit(saga);

    for (BranchCall call : bench.branches().calls(saga.gid())) {
      assertThat(call.wire()).isEqualTo(wire);
      assertThat(call.method()).isEqualTo("POST");
      assertThat(call.gid()).isEqualTo(saga.gid());
      assertThat(call.transType()).isEqualTo("saga");
      assertThat(call.path()).endsWith("/" + call.op().word());
    }
    assertThat(bench.branches().labels(saga.gid()))
        .containsExactly("01/action", "02/action", "02/compensate", "01/compensate");
  }

  @OnBothWires
  void compensationGetsTheSameBytesAsItsAction(Wire wire, Bench bench) {
    SagaDraft saga = bench.saga(wire).steps(2).waitResult();
    bench.branches().once(saga.gid(), "02", Op.ACTION, BranchAnswer.refused("no"));

    bench.submit(saga);

    for (String branch : new String[] {"01", "02"}) {
      Buffer action = bench.branches().calls(saga.gid(), branch, Op.ACTION).get(0).body();
      Buffer compensate = bench.branches().calls(saga.gid(), branch, Op.COMPENSATE).get(0).body();
      assertThat(action).isEqualTo(Buffer.buffer("{\"step\":" + branch.charAt(1) + "}"));
      assertThat(compensate).isEqualTo(action);
    }
  }

  @Scenario
  void grpcBytesArriveAsTheyWereSent(Bench bench) {
    Buffer bytes = Buffer.buffer(new byte[] {8, 1, 0, -1, -128, 127, 13, 10});
    SagaDraft saga = bench.saga(Wire.GRPC).step(bytes).waitResult();
    bench.branches().once(saga.gid(), "01", Op.ACTION, BranchAnswer.error());

    bench.submit(saga);
    bench.fireRetry(saga);

    bench.awaitStatus(saga, "succeed");
    assertThat(bench.branches().calls(saga.gid()))
        .extracting(BranchCall::body)
        .containsExactly(bytes, bytes);
  }

  @Scenario
  void grpcMetadataHasDtmsFiveKeys(Bench bench) {
    SagaDraft saga = bench.saga(Wire.GRPC).steps(1).waitResult();

    bench.submit(saga);

    var metadata = bench.branches().calls(saga.gid()).get(0).headers();
    assertThat(metadata.get("dtm-gid")).isEqualTo(saga.gid());
    assertThat(metadata.get("dtm-trans_type")).isEqualTo("saga");
    assertThat(metadata.get("dtm-branch_id")).isEqualTo("01");
    assertThat(metadata.get("dtm-op")).isEqualTo("action");
    assertThat(metadata.contains("dtm-dtm")).isTrue();
  }

  @Scenario
  void httpBranchGetsQueryParametersAndJson(Bench bench) {
    SagaDraft saga = bench.saga(Wire.HTTP).steps(1).waitResult();

    bench.submit(saga);

    BranchCall call = bench.branches().calls(saga.gid()).get(0);
    assertThat(call.query().names())
        .containsExactlyInAnyOrder("gid", "trans_type", "branch_id", "op");
    assertThat(call.query().get("gid")).isEqualTo(saga.gid());
    assertThat(call.query().get("trans_type")).isEqualTo("saga");
    assertThat(call.query().get("branch_id")).isEqualTo("01");
    assertThat(call.query().get("op")).isEqualTo("action");
    assertThat(call.headers().get("content-type")).startsWith("application/json");
    assertThat(call.body().toJsonObject()).isEqualTo(new JsonObject().put("step", 1));
  }

  @Scenario
  void httpBranchKeepsTheQueryOfItsOwnUrl(Bench bench) {
    String url = bench.branches().url(Wire.HTTP, Op.ACTION) + "?shop=7";
    SagaDraft saga = bench.saga(Wire.HTTP).step(url, "", Buffer.buffer("{}")).waitResult();

    bench.submit(saga);

    BranchCall call = bench.branches().calls(saga.gid()).get(0);
    assertThat(call.query().get("shop")).isEqualTo("7");
    assertThat(call.branchId()).isEqualTo("01");
  }

  @Scenario
  void httpBranchWithAnEmptyPayloadIsCalledWithGet(Bench bench) {
    SagaDraft saga = bench.saga(Wire.HTTP).step(Buffer.buffer()).waitResult();

    assertThat(bench.submit(saga).result()).isEqualTo(Result.SUCCESS);

    assertThat(bench.branches().calls(saga.gid()).get(0).method()).isEqualTo("GET");
  }

  @OnBothWires
  void branchHeadersAreOnTheFirstCallAndOnEveryLaterOne(Wire wire, Bench bench) {
    SagaDraft saga =
        bench
            .saga(wire)
            .steps(1)
            .branchHeaders(Map.of("test_header", "test"))
            .retryInterval(1000)
            .waitResult();
    bench.branches().once(saga.gid(), "01", Op.ACTION, BranchAnswer.ongoing());
    bench.branches().once(saga.gid(), "01", Op.ACTION, BranchAnswer.refused("no"));

    bench.submit(saga);
    bench.fireRetry(saga);

    bench.awaitStatus(saga, "failed");
    assertThat(bench.branches().calls(saga.gid()))
        .hasSize(3)
        .allSatisfy(call -> assertThat(call.headers().get("test_header")).isEqualTo("test"));
  }

  @Scenario
  void binaryMetadataIsSentInItsTextForm(Bench bench) {
    SagaDraft saga =
        bench.saga(Wire.GRPC).steps(1).branchHeaders(Map.of("trace-bin", "shop")).waitResult();

    bench.submit(saga);

    assertThat(bench.branches().calls(saga.gid()).get(0).headers().get("trace-bin"))
        .isEqualTo("c2hvcA");
  }

  @Scenario
  void payloadsInTheStepsOfTheOldHttpFormReachTheBranches(Bench bench) {
    SagaDraft saga = bench.saga(Wire.HTTP).steps(2).withoutPayloads().waitResult();
    JsonObject body = saga.toJson();
    JsonArray steps = body.getJsonArray("steps");
    steps.getJsonObject(0).put("data", "{\"amount\":30}");
    steps.getJsonObject(1).put("data", "{\"amount\":31}");

    assertThat(bench.result(bench.wire().post("submit", body)).statusCode()).isEqualTo(200);

    SagaState state = bench.state(saga);
    assertThat(state.status()).isEqualTo("succeed");
    assertThat(state.vector()).containsExactly("prepared", "succeed", "prepared", "succeed");
    assertThat(bench.branches().calls(saga.gid()))
        .extracting(call -> call.body().toString())
        .containsExactly("{\"amount\":30}", "{\"amount\":31}");
  }

  @Scenario
  void grpcSagaMayHaveAnHttpStep(Bench bench) {
    BranchDouble branches = bench.branches();
    SagaDraft saga =
        bench
            .saga(Wire.GRPC)
            .step(
                branches.url(Wire.HTTP, Op.ACTION),
                branches.url(Wire.HTTP, Op.COMPENSATE),
                Buffer.buffer("{}"))
            .steps(1)
            .waitResult();
    branches.once(saga.gid(), "02", Op.ACTION, BranchAnswer.refused("no"));

    bench.submit(saga);

    assertThat(branches.calls(saga.gid()))
        .extracting(BranchCall::wire)
        .containsExactly(Wire.HTTP, Wire.GRPC, Wire.GRPC, Wire.HTTP);
  }

  @Scenario
  void grpcAbortedWithTheWordOngoingIsOngoing(Bench bench) {
    assertFirstAnswerIsOngoing(
        bench, Wire.GRPC, BranchAnswer.of(GrpcStatus.ABORTED, 409, "ONGOING"));
  }

  @Scenario
  void httpAnswerWithTheWordOngoingIsOngoing(Bench bench) {
    assertFirstAnswerIsOngoing(
        bench, Wire.HTTP, BranchAnswer.of(GrpcStatus.OK, 200, "{\"dtm_result\":\"ONGOING\"}"));
  }

  @Scenario
  void httpAnswerWithTheWordFailureIsARefusal(Bench bench) {
    SagaDraft saga = bench.saga(Wire.HTTP).steps(1).waitResult();
    bench
        .branches()
        .once(
            saga.gid(),
            "01",
            Op.ACTION,
            BranchAnswer.of(GrpcStatus.OK, 200, "{\"dtm_result\":\"FAILURE\"}"));

    assertThat(bench.submit(saga).result()).isEqualTo(Result.FAILURE);

    assertThat(bench.state(saga).status()).isEqualTo("failed");
  }

  private static void assertFirstAnswerIsOngoing(Bench bench, Wire wire, BranchAnswer answer) {
    SagaDraft saga = bench.saga(wire).steps(1).waitResult().retryInterval(150);
    bench.branches().once(saga.gid(), "01", Op.ACTION, answer);

    bench.submit(saga);

    SagaState state = bench.state(saga);
    assertThat(state.status()).isEqualTo("submitted");
    assertThat(state.nextCronInterval()).isEqualTo(150);
  }
}
