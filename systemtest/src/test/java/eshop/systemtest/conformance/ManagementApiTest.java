package eshop.systemtest.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.systemtest.conformance.DtmAnswer.Result;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;

/** The HTTP calls an operator or a dashboard makes: look at a saga, hurry it, stop it. */
@ExtendWith(ConformanceExtension.class)
class ManagementApiTest {

  @Scenario
  void versionIsToldAsText(Bench bench) {
    HttpResponse<Buffer> answer = bench.get("version", Map.of());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.bodyAsJsonObject().getString("version")).isNotNull();
  }

  @Scenario
  void newGidsDiffer(Bench bench) {
    JsonObject first = bench.get("newGid", Map.of()).bodyAsJsonObject();
    JsonObject second = bench.get("newGid", Map.of()).bodyAsJsonObject();
    String third = bench.result(bench.wire().newGidOverGrpc());

    assertThat(first.getString("dtm_result")).isEqualTo("SUCCESS");
    assertThat(List.of(first.getString("gid"), second.getString("gid"), third))
        .doesNotHaveDuplicates()
        .allSatisfy(gid -> assertThat(gid).isNotBlank());
  }

  @Scenario
  void metricsAreServed(Bench bench) {
    assertThat(bench.result(bench.wire().metrics()).statusCode()).isEqualTo(200);
  }

  @Scenario
  void successOverHttpSaysSuccess(Bench bench) {
    SagaDraft saga = bench.saga(Wire.HTTP).steps(1);

    JsonObject answer = bench.result(bench.wire().post("submit", saga.toJson())).bodyAsJsonObject();

    assertThat(answer).isEqualTo(new JsonObject().put("dtm_result", "SUCCESS"));
  }

  @Scenario
  void refusalOverHttpSaysFailure(Bench bench) {
    SagaDraft saga = bench.saga(Wire.HTTP).steps(1).waitResult();
    bench.submit(saga);

    JsonObject answer = bench.result(bench.wire().post("submit", saga.toJson())).bodyAsJsonObject();

    assertThat(answer.getString("dtm_result")).isEqualTo("FAILURE");
  }

  @Scenario
  void queryWithoutGidIsAnError(Bench bench) {
    assertThat(bench.get("query", Map.of("gid", "")).statusCode()).isEqualTo(500);
    assertThat(bench.get("query", Map.of()).statusCode()).isEqualTo(500);
  }

  @Scenario
  void queryOfAnUnknownGidFindsNothing(Bench bench) {
    HttpResponse<Buffer> answer = bench.get("query", Map.of("gid", "never-submitted"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.bodyAsJsonObject().getMap()).containsEntry("transaction", null);
    assertThat(answer.bodyAsJsonObject().getJsonArray("branches")).isEmpty();
  }

  @Scenario
  void forcedStopFailsTheSagaWithoutCompensation(Bench bench) {
    SagaDraft saga = ongoing(bench, 1000);

    HttpResponse<Buffer> answer = bench.post("forceStop", saga);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(bench.state(saga).status()).isEqualTo("failed");
    assertThat(bench.branches().labels(saga.gid())).containsExactly("01/action");
    assertThat(bench.submit(saga).result()).isEqualTo(Result.FAILURE);
  }

  @Scenario
  void finishedSagaCannotBeStopped(Bench bench) {
    SagaDraft saga = bench.saga(Wire.GRPC).steps(1).waitResult();
    bench.submit(saga);

    HttpResponse<Buffer> first = bench.post("forceStop", saga);

    assertThat(first.statusCode()).isEqualTo(409);
    assertThat(first.bodyAsJsonObject().getString("dtm_result")).isEqualTo("FAILURE");
    assertThat(bench.state(saga).status()).isEqualTo("succeed");
  }

  @Scenario
  void unknownSagaCannotBeStopped(Bench bench) {
    assertThat(bench.post("forceStop", bench.saga(Wire.GRPC)).statusCode()).isEqualTo(500);
  }

  @Scenario
  void resetNextCronTimeMakesOneSagaDueNow(Bench bench) {
    SagaDraft saga = ongoing(bench, 1000);

    assertThat(bench.post("resetNextCronTime", saga).statusCode()).isEqualTo(200);

    bench.awaitStatus(saga, "succeed");
  }

  /** dtm moves next_cron_time even so; nobody can tell from the outside but by reading the row. */
  @Scenario
  void nextCronTimeOfAFinishedSagaMayBeResetWithoutConsequence(Bench bench) {
    SagaDraft saga = bench.saga(Wire.GRPC).steps(1).waitResult();
    bench.submit(saga);
    String finished = bench.state(saga).transaction().getString("finish_time");

    assertThat(bench.post("resetNextCronTime", saga).statusCode()).isEqualTo(200);

    JsonObject after = bench.state(saga).transaction();
    assertThat(after.getString("status")).isEqualTo("succeed");
    assertThat(after.getString("finish_time")).isEqualTo(finished);
  }

  @Scenario
  void nextCronTimeOfAnUnknownSagaCannotBeReset(Bench bench) {
    assertThat(bench.post("resetNextCronTime", bench.saga(Wire.GRPC)).statusCode()).isEqualTo(500);
  }

  @Scenario
  void resetCronTimeMakesSagasDueThatWaitLongerThanTheTimeout(Bench bench) {
    resetCronTime(bench, 1000);
    List<SagaDraft> waiting = Stream.of(1, 2, 3).map(i -> ongoing(bench, 100_000)).toList();
    SagaDraft nearer = ongoing(bench, 40_000);

    JsonObject first = resetCronTime(bench, 2);
    JsonObject second = resetCronTime(bench, 2);

    assertThat(first.getMap())
        .containsEntry("succeed_count", 2)
        .containsEntry("has_remaining", true);
    assertThat(second.getMap())
        .containsEntry("succeed_count", 1)
        .containsEntry("has_remaining", false);
    waiting.forEach(saga -> bench.awaitStatus(saga, "succeed"));
    assertThat(bench.state(nearer).status()).isEqualTo("submitted");
  }

  private static JsonObject resetCronTime(Bench bench, int limit) {
    return bench
        .get("resetCronTime", Map.of("timeout", "50000", "limit", String.valueOf(limit)))
        .bodyAsJsonObject();
  }

  /** A saga whose first run found its branch not ready. */
  private static SagaDraft ongoing(Bench bench, int retryInterval) {
    SagaDraft saga = bench.saga(Wire.GRPC).steps(1).waitResult().retryInterval(retryInterval);
    bench.branches().once(saga.gid(), "01", Op.ACTION, BranchAnswer.ongoing());
    bench.submit(saga);
    return saga;
  }
}
