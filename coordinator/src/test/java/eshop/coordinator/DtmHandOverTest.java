package eshop.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eshop.dtm.DtmRequest;
import eshop.dtm.DtmTransOptions;
import eshop.platform.config.ConfigReader;
import eshop.platform.db.DatabaseConfig;
import eshop.platform.db.SchemaMigration;
import eshop.platform.node.NodeContext;
import eshop.testkit.RealMariaDb;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What dtm left unfinished is finished here, and what dtm would have to finish is in the tables as
 * dtm needs it. The tables are dtm's own: in its collation, and without our history of versions.
 */
class DtmHandOverTest {
  @RegisterExtension static final RealMariaDb DB = new RealMariaDb();

  private static final String SCHEMA = DB.newSchemaName("dtm");

  private static Vertx vertx;
  private static BranchDouble branches;
  private static DtmClients client;
  private static DtmRows rows;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    branches = Answers.of(new BranchDouble().start(vertx));
    rows = new DtmRows(DB, SCHEMA);
    JsonObject database =
        new JsonObject()
            .put("host", DB.host())
            .put("port", DB.port())
            .put("user", DB.user())
            .put("password", DB.password())
            .put("schema", SCHEMA);
    Answers.of(
        SchemaMigration.migrate(
            vertx, ConfigReader.read(database, DatabaseConfig.class, "database"), "dtm"));
    DB.update("DROP TABLE " + SCHEMA + ".flyway_schema_history");
    for (String table : List.of("trans_global", "trans_branch_op")) {
      DB.update(
          "ALTER TABLE %s.%s CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci"
              .formatted(SCHEMA, table));
    }
    CoordinatorVerticle verticle = new CoordinatorVerticle(NodeContext.of(vertx));
    JsonObject config =
        new JsonObject()
            .put("grpcPort", 0)
            .put("httpPort", 0)
            .put("transCronInterval", 1)
            .put("database", database);
    Answers.of(vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(config)));
    client = new DtmClients(vertx, verticle.grpcPort(), verticle.httpPort());
  }

  @AfterAll
  static void stop() {
    Answers.of(vertx.close());
  }

  @Test
  void sagaThatDtmOnlyAcceptedIsRunFromItsFirstStep() {
    rows.saga("accepted").step(grpc("Out")).step(grpc("In")).unowned().write();

    awaitStatus("accepted", "succeed");
    assertThat(branches.methods("accepted")).containsExactly("Out", "In");
    assertThat(branches.calls("accepted").get(1).body()).isEqualTo("In");
    assertThat(client.branchStatuses("accepted"))
        .containsExactly("prepared", "succeed", "prepared", "succeed");
  }

  @Test
  void stepsThatDtmHasDoneAreNotRunAgain() {
    rows.saga("half").done(grpc("Out")).step(grpc("In")).write();

    awaitStatus("half", "succeed");
    assertThat(branches.methods("half")).containsExactly("In");
  }

  @Test
  void refusalAfterTheMoveUndoesWhatDtmHasDone() {
    branches.next("Refusing", BranchDouble.Switch.REFUSE);
    rows.saga("refused").done(grpc("Out")).step(grpc("Refusing")).write();

    awaitStatus("refused", "failed");
    assertThat(branches.methods("refused")).containsExactly("Refusing", "RefusingBack", "OutBack");
  }

  @Test
  void waitingSagaIsLeftUntilItIsDueAndKeepsDtmsLongInterval() {
    rows.saga("waiting").step(grpc("Broken")).due(3_600, 1_280).write();
    awaitRoundOfPolling("after-waiting");
    assertThat(branches.calls("waiting")).isEmpty();
    branches.next("Broken", BranchDouble.Switch.BREAK);

    reset("waiting");

    await().until(() -> rows.value("waiting", "owner").equals(TransStore.UNSURE));
    assertThat(rows.value("waiting", "next_cron_interval")).isEqualTo("1280");
    reset("waiting");
    awaitStatus("waiting", "succeed");
  }

  @Test
  void abortingSagaIsUndoneFromWhereDtmWas() {
    rows.saga("undoing")
        .done(grpc("Out"))
        .step(grpc("In"), "", "succeed", "succeed")
        .step(grpc("Last"), "", "succeed", "failed")
        .status("aborting", "stock is short")
        .write();

    awaitStatus("undoing", "failed");
    assertThat(branches.methods("undoing")).containsExactly("OutBack");
    assertThat(rows.value("undoing", "rollback_reason")).isEqualTo("stock is short");
    assertThat(rows.value("undoing", "rollback_time IS NOT NULL")).isEqualTo("1");
  }

  @Test
  void whatHasEndedOrIsNoSagaIsLeftAsItIs() {
    rows.saga("well").done(grpc("Out")).status("succeed", "").write();
    rows.saga("undone")
        .step(grpc("Out"), "", "succeed", "failed")
        .status("failed", "sold out")
        .write();
    rows.saga("message").type("msg").step(grpc("Out")).write();
    List<String> gids = List.of("well", "undone", "message");
    List<List<Map<String, Object>>> before = gids.stream().map(rows::all).toList();

    awaitRoundOfPolling("after-ended");

    assertThat(gids.stream().map(rows::all).toList()).usingRecursiveComparison().isEqualTo(before);
  }

  @Test
  void timeRunsFromTheTimeAtWhichDtmTookItIn() {
    rows.saga("late")
        .options("{\"timeout_to_fail\":40,\"concurrent\":false}")
        .done(grpc("Out"))
        .step(grpc("In"))
        .write();
    rows.saga("in-time")
        .options("{\"timeout_to_fail\":4000,\"concurrent\":false}")
        .done(grpc("Out"))
        .step(grpc("In"))
        .write();

    awaitStatus("late", "failed");
    assertThat(branches.methods("late")).containsExactly("InBack", "OutBack");
    assertThat(rows.value("late", "rollback_reason")).isEqualTo("Timeout after 40 seconds");
    awaitStatus("in-time", "succeed");
  }

  @Test
  void optionsAndBranchHeadersHold() {
    branches.next("Silent", BranchDouble.Switch.SILENT);
    rows.saga("options")
        .options(
            "{\"wait_result\":true,\"request_timeout\":1,\"retry_interval\":7,"
                + "\"branch_headers\":{\"shop\":\"north\"},\"concurrent\":false}")
        .due(-2, 7)
        .step(grpc("Silent"))
        .write();

    await().until(() -> rows.value("options", "next_cron_interval").equals("14"));
    assertThat(branches.calls("options").get(0).headers()).containsEntry("shop", "north");
    assertThat(rows.value("options", "TIMESTAMPDIFF(SECOND, update_time, next_cron_time)"))
        .isIn("14", "15");
  }

  @Test
  void concurrentStepsKeepTheirOrder() {
    String customData = "{\"concurrent\":true,\"orders\":{\"0\":[1]}}";
    rows.saga("beside")
        .options("{\"concurrent\":true}")
        .customData(customData)
        .step(grpc("Out"))
        .step(grpc("In"))
        .write();

    awaitStatus("beside", "succeed");
    assertThat(branches.methods("beside")).containsExactly("In", "Out");
    assertThat(rows.value("beside", "custom_data")).isEqualTo(customData);
  }

  @Test
  void httpBranchesAreCalledAsDtmCallsThem() {
    rows.saga("http")
        .protocol("http")
        .step(branches.httpUrl("Out"), "{\"a\":1}", "prepared", "prepared")
        .step(branches.httpUrl("In"), "", "prepared", "prepared")
        .write();

    awaitStatus("http", "succeed");
    assertThat(branches.calls("http").stream().map(BranchDouble.Call::body))
        .containsExactly("POST {\"a\":1}", "GET ");
  }

  @Test
  void jsonRpcIsLeftToDtm() {
    rows.saga("rpc")
        .protocol("json-rpc")
        .step(branches.httpUrl("rpc?method=out"), "{}", "prepared", "prepared")
        .write();

    await().until(() -> rows.value("rpc", "owner").equals(TransStore.UNSURE));
    assertThat(branches.calls("rpc")).isEmpty();
    assertThat(client.status("rpc")).isEqualTo("submitted");
  }

  @Test
  void runningSagaIsInTheTablesAsDtmNeedsIt() {
    branches.next("Hanging", BranchDouble.Switch.SILENT);
    DtmTransOptions options =
        DtmTransOptions.newBuilder()
            .setTimeoutToFail(90)
            .setRetryInterval(6)
            .setRequestTimeout(3)
            .setRetryLimit(3)
            .putBranchHeaders("shop", "north")
            .build();
    DtmRequest saga = DtmClients.saga("running", branches, options, "Out", "Hanging");
    Answers.of(client.grpc().submit(saga));
    await().until(() -> branches.methods("running").size() == 2);

    List<Map<String, Object>> found = rows.all("running");

    assertThat(found.get(0))
        .containsEntry("trans_type", "saga")
        .containsEntry("status", "submitted")
        .containsEntry("protocol", "grpc")
        .containsEntry("query_prepared", "")
        .containsEntry("custom_data", "")
        .containsEntry("ext_data", "")
        .containsEntry("result", "")
        .containsEntry("rollback_reason", "")
        .containsEntry("next_cron_interval", 6)
        .containsEntry("finish_time", null)
        .containsEntry("rollback_time", null)
        .containsEntry(
            "options",
            "{\"timeout_to_fail\":90,\"request_timeout\":3,\"retry_interval\":6,"
                + "\"branch_headers\":{\"shop\":\"north\"},\"concurrent\":false,"
                + "\"retry_limit\":3}");
    assertThat(rows.value("running", "TIMESTAMPDIFF(SECOND, create_time, next_cron_time)"))
        .isIn("10", "11");
    assertThat(found.stream().skip(1).map(row -> row.get("branch_id") + "/" + row.get("op")))
        .containsExactly("01/compensate", "01/action", "02/compensate", "02/action");
    assertThat(found.get(2))
        .containsEntry("url", grpc("Out"))
        .containsEntry("bin_data", "Out".getBytes(StandardCharsets.UTF_8));
    assertThat(found.stream().skip(1).map(row -> row.get("status")))
        .containsExactly("prepared", "succeed", "prepared", "prepared");
    assertThat(found.get(2).get("finish_time")).isNotNull();
  }

  @Test
  void waitingAndAbortingSagasAreInTheTablesAsDtmNeedsThem() {
    branches.next("BackBack", BranchDouble.Switch.BREAK);
    branches.next("No", BranchDouble.Switch.REFUSE);
    DtmTransOptions options = DtmTransOptions.newBuilder().setRetryInterval(700).build();
    Answers.of(
        client.grpc().submit(DtmClients.saga("undone-half", branches, options, "Back", "No")));

    await().until(() -> rows.value("undone-half", "owner").isEmpty());

    assertThat(rows.value("undone-half", "status")).isEqualTo("aborting");
    assertThat(rows.value("undone-half", "next_cron_interval")).isEqualTo("700");
    assertThat(rows.value("undone-half", "TIMESTAMPDIFF(SECOND, update_time, next_cron_time)"))
        .isIn("700", "701");
    assertThat(rows.all("undone-half").stream().skip(1).map(row -> row.get("status")))
        .containsExactly("prepared", "succeed", "succeed", "failed");
  }

  private static String grpc(String method) {
    return branches.grpcUrl(method);
  }

  private static void reset(String gid) {
    client.post("resetNextCronTime", new JsonObject().put("gid", gid));
  }

  /** What is due before it has been looked at when this one, due later, has ended. */
  private static void awaitRoundOfPolling(String gid) {
    rows.saga(gid).step(grpc("Out")).due(-1, 10).write();
    awaitStatus(gid, "succeed");
  }

  private static void awaitStatus(String gid, String status) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(client.status(gid)).isEqualTo(status));
  }
}
