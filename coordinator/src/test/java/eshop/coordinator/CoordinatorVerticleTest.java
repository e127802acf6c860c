package eshop.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Empty;
import eshop.dtm.DtmBranchRequest;
import eshop.dtm.DtmRequest;
import eshop.dtm.DtmTransOptions;
import eshop.platform.node.NodeContext;
import eshop.testkit.RealMariaDb;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.grpc.client.InvalidStatusException;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The whole coordinator from outside: a real database below, a branch service beside it, and
 * clients that speak dtm's gRPC and HTTP.
 */
class CoordinatorVerticleTest {
  @RegisterExtension static final RealMariaDb DB = new RealMariaDb();

  private static final DtmTransOptions PLAIN = DtmTransOptions.getDefaultInstance();
  private static final DtmTransOptions WAIT =
      DtmTransOptions.newBuilder().setWaitResult(true).build();

  private static Vertx vertx;
  private static BranchDouble branches;
  private static DtmClients client;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    branches = Answers.of(new BranchDouble().start(vertx));
    JsonObject config =
        new JsonObject()
            .put("grpcPort", 0)
            .put("httpPort", 0)
            .put("maxBodyBytes", 65_536)
            .put(
                "database",
                new JsonObject()
                    .put("host", DB.host())
                    .put("port", DB.port())
                    .put("user", DB.user())
                    .put("password", DB.password())
                    .put("schema", DB.newSchemaName("dtm")));
    CoordinatorVerticle verticle = new CoordinatorVerticle(NodeContext.of(vertx));
    Answers.of(vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(config)));
    client = new DtmClients(vertx, verticle.grpcPort(), verticle.httpPort());
  }

  @AfterAll
  static void stop() {
    Answers.of(vertx.close());
  }

  @Test
  void sagaOverGrpcSucceeds() {
    Answers.of(client.grpc().submit(DtmClients.saga("ok", branches, PLAIN, "Out", "In")));

    awaitStatus("ok", "succeed");
    assertThat(branches.methods("ok")).containsExactly("Out", "In");
    assertThat(branches.calls("ok").get(1).body()).isEqualTo("In");
    assertThat(client.branchStatuses("ok"))
        .containsExactly("prepared", "succeed", "prepared", "succeed");
  }

  @Test
  void sagaOverHttpSucceeds() {
    HttpResponse<Buffer> answer =
        client.post("submit", DtmClients.httpSaga("ok-http", branches, "Out", "In"));

    assertThat(answer.bodyAsJsonObject()).isEqualTo(new JsonObject().put("dtm_result", "SUCCESS"));
    awaitStatus("ok-http", "succeed");
    assertThat(branches.calls("ok-http").get(0).body()).isEqualTo("POST Out");
  }

  @Test
  void oldHttpFormWithDataInTheStepsSucceeds() {
    JsonObject saga = DtmClients.httpSaga("old", branches, "Out");
    saga.remove("payloads");
    saga.getJsonArray("steps").getJsonObject(0).put("data", "{\"amount\":1}");

    assertThat(client.post("submit", saga).statusCode()).isEqualTo(200);

    awaitStatus("old", "succeed");
    assertThat(branches.calls("old").get(0).body()).isEqualTo("POST {\"amount\":1}");
  }

  @Test
  void refusedSagaIsCompensatedWithTheBranchesReason() {
    branches.next("Refusing", BranchDouble.Switch.REFUSE);

    Answers.of(
        client.grpc().submit(DtmClients.saga("refused", branches, PLAIN, "Out", "Refusing")));

    awaitStatus("refused", "failed");
    assertThat(branches.methods("refused"))
        .containsExactly("Out", "Refusing", "RefusingBack", "OutBack");
    assertThat(client.branchStatuses("refused"))
        .containsExactly("succeed", "succeed", "succeed", "failed");
    assertThat(client.transaction("refused").getString("rollback_reason"))
        .contains("stock is short");
  }

  @Test
  void waitingSubmitAnswersTheEndOrTheReason() {
    Answers.of(client.grpc().submit(DtmClients.saga("wait-ok", branches, WAIT, "Out")));
    assertThat(client.status("wait-ok")).isEqualTo("succeed");

    branches.next("RefusingW", BranchDouble.Switch.REFUSE);
    assertThat(submitStatus(DtmClients.saga("wait-no", branches, WAIT, "RefusingW")))
        .isEqualTo(GrpcStatus.ABORTED);
    awaitStatus("wait-no", "failed");
  }

  @Test
  void submitOfAnEndedGidIsRefusedOnBothWires() {
    DtmRequest saga = DtmClients.saga("twice", branches, WAIT, "Out");
    Answers.of(client.grpc().submit(saga));

    assertThat(submitStatus(saga)).isEqualTo(GrpcStatus.ABORTED);
    HttpResponse<Buffer> answer =
        client.post("submit", DtmClients.httpSaga("twice", branches, "Out"));
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.bodyAsJsonObject().getString("dtm_result")).isEqualTo("FAILURE");
    assertThat(answer.bodyAsJsonObject().getString("message")).endsWith("FAILURE");
  }

  @Test
  void unfinishedSagaIsRetriedOnRequestOrForceStopped() {
    branches.next("Breaking", BranchDouble.Switch.BREAK);
    submitStatus(DtmClients.saga("retry", branches, WAIT, "Breaking"));
    assertThat(client.status("retry")).isEqualTo("submitted");

    assertThat(client.post("resetNextCronTime", gid("retry")).statusCode()).isEqualTo(200);

    awaitStatus("retry", "succeed");
    assertThat(client.post("forceStop", gid("retry")).statusCode()).isEqualTo(409);

    branches.next("Breaking", BranchDouble.Switch.BREAK);
    submitStatus(DtmClients.saga("stop", branches, WAIT, "Breaking"));
    assertThat(client.post("forceStop", gid("stop")).statusCode()).isEqualTo(200);
    assertThat(client.status("stop")).isEqualTo("failed");
    assertThat(branches.methods("stop")).containsExactly("Breaking");
  }

  @Test
  void queryShowsTheTransactionAsDtmDoes() {
    Answers.of(client.grpc().submit(DtmClients.saga("shown", branches, WAIT, "Out")));

    JsonObject shown = client.get("query?gid=shown").bodyAsJsonObject();

    JsonObject transaction = shown.getJsonObject("transaction");
    assertThat(transaction.fieldNames())
        .contains("id", "create_time", "update_time", "finish_time", "next_cron_time")
        .doesNotContain("rollback_time", "rollback_reason", "result", "query_prepared");
    assertThat(transaction.getString("options"))
        .isEqualTo("{\"wait_result\":true,\"concurrent\":false}");
    assertThat(transaction.getLong("next_cron_interval")).isEqualTo(10);
    JsonObject compensate = shown.getJsonArray("branches").getJsonObject(0);
    assertThat(compensate.getString("op")).isEqualTo("compensate");
    assertThat(compensate.getString("bin_data")).isEqualTo("T3V0");
    assertThat(compensate.getLong("id")).isPositive();
  }

  @Test
  void queryOfNoGidIsAnErrorAndOfAnUnknownOneIsEmpty() {
    assertThat(client.get("query").statusCode()).isEqualTo(500);
    assertThat(client.get("query?gid=nobody").bodyAsJsonObject())
        .isEqualTo(new JsonObject().putNull("transaction").put("branches", new JsonArray()));
  }

  @Test
  void allPagesFromTheNewest() {
    for (String gid : List.of("page1", "page2", "page3")) {
      Answers.of(client.grpc().submit(DtmClients.saga(gid, branches, WAIT, "Out")));
    }

    JsonObject first = client.get("all?limit=2").bodyAsJsonObject();
    String position = first.getString("next_position");
    JsonObject second = client.get("all?limit=1&position=" + position).bodyAsJsonObject();

    assertThat(first.getJsonArray("transactions").getJsonObject(0).getString("gid"))
        .isEqualTo("page3");
    assertThat(second.getJsonArray("transactions").getJsonObject(0).getString("gid"))
        .isEqualTo("page1");
    assertThat(client.get("all?gid=nobody").bodyAsJsonObject().getValue("transactions")).isNull();
    assertThat(client.get("all?limit=x").statusCode()).isEqualTo(500);
    assertThat(client.get("all?limit=100000").statusCode()).isEqualTo(200);
  }

  @Test
  void smallCallsAnswerAsDtmDoes() {
    assertThat(client.get("version").bodyAsJsonObject().getString("version")).startsWith("v");
    assertThat(client.get("newGid").bodyAsJsonObject().getString("gid")).hasSize(22);
    assertThat(Answers.of(client.grpc().newGid(Empty.getDefaultInstance())).getGid()).hasSize(22);
    assertThat(client.get("resetCronTime?timeout=1000&limit=1").bodyAsJsonObject())
        .isEqualTo(new JsonObject().put("has_remaining", false).put("succeed_count", 0));
    assertThat(client.post("forceStop", gid("nobody")).statusCode()).isEqualTo(500);
    assertThat(client.post("abort", gid("nobody")).statusCode()).isEqualTo(500);
  }

  @Test
  void preparedSagaWaitsForItsSubmitAndCannotBeAborted() {
    JsonObject saga = DtmClients.httpSaga("prepared", branches, "Out");

    assertThat(client.post("prepare", saga).statusCode()).isEqualTo(200);
    assertThat(client.status("prepared")).isEqualTo("prepared");
    assertThat(client.post("abort", saga).statusCode()).isEqualTo(409);
    assertThat(client.post("submit", saga).statusCode()).isEqualTo(200);

    awaitStatus("prepared", "succeed");
    assertThat(client.post("prepare", saga).statusCode()).isEqualTo(409);
  }

  @Test
  void mistakesOverGrpcAreInvalidArgumentsAndTheServerLives() {
    DtmRequest good = DtmClients.saga("good", branches, WAIT, "Out");
    List<DtmRequest> mistakes =
        List.of(
            DtmRequest.getDefaultInstance(),
            good.toBuilder().clearTransType().build(),
            good.toBuilder().setTransType("tcc").build(),
            good.toBuilder().setGid("a b").build(),
            good.toBuilder().setGid("x".repeat(129)).build(),
            good.toBuilder().setSteps("[{").build(),
            withHeader(good, "no name", "x"),
            withHeader(good, "shop", "n\u00f6rd"),
            withHeader(good, "shop", "a\nb: c"),
            good.toBuilder().setSteps("[1]").build(),
            good.toBuilder().clearBinPayloads().build(),
            good.toBuilder()
                .setCustomedData("{\"concurrent\":true,\"orders\":{\"5\":[0]}}")
                .build(),
            good.toBuilder().setSteps("[{\"action\":\"10.0.0.1:1/a.b/C\"}]").build());

    for (DtmRequest mistake : mistakes) {
      assertThat(submitStatus(mistake)).as("%s", mistake).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
    }
    Answers.of(client.grpc().submit(good));
  }

  @Test
  void mistakesOverHttpAreErrorsWithAMessage() {
    for (String body : List.of("", "[]", "{", "{\"gid\":1}", "{\"trans_type\":\"saga\"}")) {
      HttpResponse<Buffer> answer = client.postText("submit", body);
      assertThat(answer.statusCode()).as(body).isEqualTo(500);
      assertThat(answer.bodyAsJsonObject().getString("message")).as(body).isNotBlank();
    }
    assertThat(client.postText("submit", "x".repeat(70_000)).statusCode()).isEqualTo(413);
  }

  @Test
  void whatIsNotForSagasIsUnimplemented() {
    Future<Empty> call = client.grpc().registerBranch(DtmBranchRequest.getDefaultInstance());

    assertThat(grpcStatus(call)).isEqualTo(GrpcStatus.UNIMPLEMENTED);
  }

  private static DtmRequest withHeader(DtmRequest saga, String name, String value) {
    DtmTransOptions options = DtmTransOptions.newBuilder().putBranchHeaders(name, value).build();
    return saga.toBuilder().setTransOptions(options).build();
  }

  private static JsonObject gid(String gid) {
    return new JsonObject().put("gid", gid).put("trans_type", "saga");
  }

  private static GrpcStatus submitStatus(DtmRequest request) {
    return grpcStatus(client.grpc().submit(request));
  }

  private static GrpcStatus grpcStatus(Future<?> call) {
    Throwable failure = Answers.failureOf(call);
    return failure instanceof InvalidStatusException status ? status.actualStatus() : null;
  }

  private static void awaitStatus(String gid, String status) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(client.status(gid)).isEqualTo(status));
  }
}
