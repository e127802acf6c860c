package eshop.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import eshop.coordinator.TransStore.SaveResult;
import eshop.coordinator.model.BranchOp;
import eshop.coordinator.model.BranchState;
import eshop.coordinator.model.BranchStatus;
import eshop.coordinator.model.GlobalStatus;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import eshop.coordinator.model.TransOptions;
import eshop.faults.TcpProxy;
import eshop.faults.TcpProxy.OnceAction;
import eshop.platform.db.DatabaseConfig;
import eshop.platform.db.Databases;
import eshop.platform.db.SchemaMigration;
import eshop.testkit.NoBlockedThreads;
import eshop.testkit.RealMariaDb;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: a write whose connection is lost at the COMMIT is told as what it became, not as a failure.
 * A proxy cuts between store and database.
 */
@ExtendWith(NoBlockedThreads.class)
class LostConnectionTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  @RegisterExtension static final RealMariaDb DB = new RealMariaDb();

  private Vertx vertx;
  private Context context;
  private TcpProxy proxy;
  private String schema;
  private MySqlTransStore store;

  @BeforeEach
  void start() throws IOException {
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
    proxy = TcpProxy.to(DB.host(), DB.port());
    schema = DB.newSchemaName("lost");
    DatabaseConfig database =
        DatabaseConfig.at("127.0.0.1", proxy.port(), DB.user(), DB.password(), schema, null);
    Answers.of(SchemaMigration.migrate(vertx, database, "dtm"));
    Databases databases = new Databases(vertx);
    Pool pool = databases.open(database);
    store =
        new MySqlTransStore(
            vertx, pool, databases.openForTransactions(database, 8), ZoneId.of("UTC"));
    Answers.of(save("warm-up"));
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    Answers.of(vertx.close());
  }

  @ParameterizedTest
  @EnumSource
  void aSaveIsDoneOnceWhetherItsCommitWasHeardOrNot(OnceAction action) {
    proxy.once("COMMIT", action);

    assertThat(Answers.of(save("a"))).isEqualTo(new SaveResult.Saved());

    assertThat(proxy.isDone()).isTrue();
    assertThat(rows("gid = 'a'")).isOne();
  }

  @ParameterizedTest
  @EnumSource
  void aBatchOfSavesIsDoneOnceAndTellsWhichGidsWereTaken(OnceAction action) {
    Answers.of(on(s -> saving(s, "g3", "another")));
    proxy.once("COMMIT", action);

    List<SaveResult> results =
        Answers.of(
            on(
                s ->
                    Future.all(IntStream.range(0, 20).mapToObj(i -> saving(s, "g" + i)).toList())
                        .map(all -> all.<SaveResult>list())));

    assertThat(proxy.isDone()).isTrue();
    assertThat(results.get(3)).isEqualTo(new SaveResult.Exists(GlobalStatus.SUBMITTED));
    assertThat(results.stream().filter(new SaveResult.Saved()::equals)).hasSize(19);
    assertThat(rows("gid LIKE 'g%'")).isEqualTo(20);
  }

  @ParameterizedTest
  @EnumSource
  void aFinishIsKnownToBeOurOwn(OnceAction action) {
    Answers.of(save("a"));
    proxy.once("COMMIT", action);

    boolean done =
        did(
            s ->
                s.finish(fence("a", GlobalStatus.SUBMITTED), GlobalStatus.SUCCEED, List.of(), NOW));

    assertThat(done).isTrue();

    assertThat(proxy.isDone()).isTrue();
    assertThat(rows("gid = 'a' AND status = 'succeed'")).isOne();
  }

  @ParameterizedTest
  @EnumSource
  void anAbortIsKnownToBeOurOwnAndHasItsBranchStates(OnceAction action) {
    Answers.of(save("a"));
    proxy.once("COMMIT", action);
    BranchState failed = new BranchState("01", BranchOp.ACTION, BranchStatus.FAILED, NOW);

    boolean done =
        did(s -> s.abort(fence("a", GlobalStatus.SUBMITTED), "no", List.of(failed), NOW));

    assertThat(done).isTrue();

    assertThat(proxy.isDone()).isTrue();
    assertThat(rows("gid = 'a' AND status = 'aborting'")).isOne();
    assertThat(
            DB.number(
                "SELECT COUNT(*) FROM " + schema + ".trans_branch_op WHERE status = 'failed'"))
        .isOne();
  }

  @Test
  void aFenceThatAnotherRunMovedIsNotTakenForOurOwn() {
    Answers.of(save("a"));
    DB.update("UPDATE " + schema + ".trans_global SET owner = 'another', status = 'aborting'");
    proxy.once("COMMIT", OnceAction.DROP_REQUEST);

    boolean done = did(s -> s.abort(fence("a", GlobalStatus.SUBMITTED), "no", List.of(), NOW));

    assertThat(done).isFalse();
  }

  @Test
  void writesGoOnAfterEachOfThreeResets() {
    for (String gid : List.of("a", "b", "c")) {
      proxy.reset();
      await().until(() -> saves(gid));
    }

    assertThat(rows("gid IN ('a', 'b', 'c')")).isEqualTo(3);
    assertThat(store.queues()).allMatch(queue -> queue.length() == 0);
  }

  private boolean did(Function<TransStore, Future<Boolean>> write) {
    return Answers.of(on(write));
  }

  private boolean saves(String gid) {
    return Answers.of(save(gid).transform(done -> Future.succeededFuture(done.succeeded())));
  }

  private Future<SaveResult> save(String gid) {
    return on(s -> saving(s, gid));
  }

  private static Future<SaveResult> saving(TransStore store, String gid) {
    return saving(store, gid, "owner-" + gid);
  }

  /** Each submit has an owner token of its own. */
  private static Future<SaveResult> saving(TransStore store, String gid, String owner) {
    TransGlobal global =
        TransGlobal.described(gid, "grpc", TransOptions.DEFAULTS, "")
            .created(GlobalStatus.SUBMITTED, NOW, 10, NOW.plusSeconds(10), owner);
    return store.saveNew(
        global, List.of(branch(gid, BranchOp.COMPENSATE), branch(gid, BranchOp.ACTION)));
  }

  private static TransBranch branch(String gid, BranchOp op) {
    return TransBranch.prepared(gid, "01", op, "127.0.0.1:1/a.b/" + op, ByteString.EMPTY, NOW);
  }

  private static Fence fence(String gid, GlobalStatus status) {
    return new Fence(gid, "owner-" + gid, status);
  }

  private long rows(String where) {
    return DB.number("SELECT COUNT(*) FROM " + schema + ".trans_global WHERE " + where);
  }

  private <T> Future<T> on(Function<TransStore, Future<T>> call) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(go -> call.apply(store).onComplete(promise));
    return promise.future();
  }
}
