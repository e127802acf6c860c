package eshop.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import eshop.coordinator.TransStore.RemovedPage;
import eshop.coordinator.model.BranchOp;
import eshop.coordinator.model.GlobalStatus;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import eshop.coordinator.model.TransOptions;
import eshop.platform.db.DatabaseConfig;
import eshop.platform.db.Databases;
import eshop.platform.db.SchemaMigration;
import eshop.testkit.RealMariaDb;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which sagas are removed from the log and which stay. They are kept for 30 days. */
class EndedSweeperTest {
  @RegisterExtension static final RealMariaDb DB = new RealMariaDb();

  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private static Vertx vertx;
  private static Context context;
  private static Pool pool;
  private static String schema;
  private static MySqlTransStore store;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
    schema = DB.newSchemaName("dtm");
    DatabaseConfig database =
        DatabaseConfig.at(DB.host(), DB.port(), DB.user(), DB.password(), schema, null);
    Answers.of(SchemaMigration.migrate(vertx, database, "dtm"));
    Databases databases = new Databases(vertx);
    pool = databases.open(database);
    store = new MySqlTransStore(vertx, pool, databases.openForTransactions(database, 8), ZONE);
  }

  @AfterAll
  static void stop() {
    Answers.of(pool.close());
    Answers.of(vertx.close());
  }

  @BeforeEach
  void empty() {
    DB.update("DELETE FROM %s.trans_branch_op".formatted(schema));
    DB.update("DELETE FROM %s.trans_global".formatted(schema));
  }

  @Test
  void whatEndedLongAgoGoesWithItsBranchesAndTheYoungStay() {
    ended("old-succeed", GlobalStatus.SUCCEED, 31);
    ended("old-failed", GlobalStatus.FAILED, 31);
    ended("young-succeed", GlobalStatus.SUCCEED, 29);
    ended("young-failed", GlobalStatus.FAILED, 29);

    assertThat(sweep(100)).isEqualTo(2);

    assertThat(left()).containsExactly("young-failed", "young-succeed");
    assertThat(branchesLeft()).isEqualTo(2 * 2);
  }

  @Test
  void whatHasNotEndedStaysWhateverItsAge() {
    unfinished("prepared", GlobalStatus.PREPARED, 900);
    unfinished("submitted", GlobalStatus.SUBMITTED, 900);
    unfinished("aborting", GlobalStatus.SUBMITTED, 900);
    on(
        () ->
            store.abort(
                new Fence("aborting", "me", GlobalStatus.SUBMITTED), "no", List.of(), ago(900)));

    assertThat(sweep(100)).isZero();

    assertThat(left()).hasSize(3);
    assertThat(branchesLeft()).isEqualTo(3 * 2);
  }

  @Test
  void theAgeOfASagaCountsFromItsEnd() {
    unfinished("slow", GlobalStatus.SUBMITTED, 900);
    finish("slow", GlobalStatus.SUCCEED, 1);
    unfinished("stopped", GlobalStatus.SUBMITTED, 900);
    on(() -> store.forceStop("stopped", ago(1)));

    assertThat(sweep(100)).isZero();
  }

  @Test
  void transactionsOfOtherTypesAreDtms() {
    ended("message", GlobalStatus.SUCCEED, 900);
    DB.update("UPDATE %s.trans_global SET trans_type = 'msg'".formatted(schema));

    assertThat(sweep(100)).isZero();
  }

  @Test
  void smallStepsComeThroughTheWholeLog() {
    for (int i = 0; i < 7; i++) {
      ended("old" + i, GlobalStatus.SUCCEED, 40);
      unfinished("unfinished" + i, GlobalStatus.SUBMITTED, 40);
    }

    assertThat(sweep(2)).isEqualTo(7);

    assertThat(left()).hasSize(7).allMatch(gid -> gid.startsWith("unfinished"));
  }

  @Test
  void aStepRemovesNoMoreThanABatchAndSaysWhereToGoOn() {
    for (int i = 0; i < 5; i++) {
      ended("old" + i, GlobalStatus.SUCCEED, 40);
    }

    RemovedPage first = step(0, 2);

    assertThat(first.removed()).isEqualTo(2);
    assertThat(left()).hasSize(3);
    assertThat(step(first.lastId(), 10)).isEqualTo(new RemovedPage(3, RemovedPage.LAST));
  }

  @Test
  void theWayEndsWhereTheYoungBegin() {
    ended("old", GlobalStatus.SUCCEED, 40);
    for (int i = 0; i < 3; i++) {
      ended("young" + i, GlobalStatus.SUCCEED, 1);
    }

    RemovedPage first = step(0, 2);

    assertThat(first.lastId()).isNotEqualTo(RemovedPage.LAST);
    assertThat(step(first.lastId(), 2)).isEqualTo(new RemovedPage(0, RemovedPage.LAST));
  }

  @Test
  void whatAnotherHasLockedIsLeftToItWithoutWaiting() throws Exception {
    ended("locked", GlobalStatus.SUCCEED, 40);
    ended("free", GlobalStatus.SUCCEED, 40);
    try (Connection other = DB.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.executeQuery(
          "SELECT id FROM %s.trans_global WHERE gid = 'locked' FOR UPDATE".formatted(schema));

      assertThat(sweep(100)).isEqualTo(1);

      other.rollback();
    }
    assertThat(left()).containsExactly("locked");
  }

  @Test
  void coordinatorsThatSweepAtOnceShareTheWork() {
    for (int i = 0; i < 40; i++) {
      ended("old" + i, GlobalStatus.SUCCEED, 40);
    }

    List<Integer> removed =
        on(() -> Future.all(sweeper(3).sweep(), sweeper(3).sweep(), sweeper(3).sweep()))
            .<Integer>list();

    assertThat(removed.stream().mapToInt(Integer::intValue).sum() + sweep(100)).isEqualTo(40);
    assertThat(left()).isEmpty();
    assertThat(branchesLeft()).isZero();
  }

  private static int sweep(int batch) {
    return on(() -> sweeper(batch).sweep());
  }

  private static RemovedPage step(long afterId, int limit) {
    return on(() -> store.removeEnded(afterId, limit, ago(30)));
  }

  private static EndedSweeper sweeper(int batch) {
    return new EndedSweeper(vertx, store, new EndedConfig(30, 1, batch, 1), Clock.fixed(NOW, ZONE));
  }

  private static void ended(String gid, GlobalStatus status, int daysAgo) {
    unfinished(gid, GlobalStatus.SUBMITTED, daysAgo);
    finish(gid, status, daysAgo);
  }

  private static void finish(String gid, GlobalStatus status, int daysAgo) {
    Fence fence = new Fence(gid, "me", GlobalStatus.SUBMITTED);
    assertThat(on(() -> store.finish(fence, status, List.of(), ago(daysAgo)))).isTrue();
  }

  private static void unfinished(String gid, GlobalStatus status, int daysAgo) {
    TransGlobal global =
        TransGlobal.described(gid, "grpc", TransOptions.DEFAULTS, "")
            .created(status, ago(daysAgo), 10, ago(daysAgo), "me");
    List<TransBranch> branches =
        List.of(
            branch(gid, BranchOp.COMPENSATE, ago(daysAgo)),
            branch(gid, BranchOp.ACTION, ago(daysAgo)));
    on(() -> store.saveNew(global, branches));
  }

  private static TransBranch branch(String gid, BranchOp op, Instant created) {
    return TransBranch.prepared(gid, "01", op, "127.0.0.1:1/a.b/C", ByteString.EMPTY, created);
  }

  private static Instant ago(int days) {
    return NOW.minus(Duration.ofDays(days));
  }

  private static List<String> left() {
    return DB.query("SELECT gid FROM %s.trans_global ORDER BY gid".formatted(schema)).stream()
        .map(row -> row.get("gid").toString())
        .toList();
  }

  private static long branchesLeft() {
    return DB.number("SELECT COUNT(*) FROM %s.trans_branch_op".formatted(schema));
  }

  private static <T> T on(Supplier<Future<T>> call) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(go -> call.get().onComplete(promise));
    return Answers.of(promise.future());
  }
}
