package eshop.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import eshop.coordinator.TransStore.Retry;
import eshop.coordinator.TransStore.SaveResult;
import eshop.coordinator.model.BranchOp;
import eshop.coordinator.model.BranchState;
import eshop.coordinator.model.BranchStatus;
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
import io.vertx.sqlclient.Row;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The log on a real database: what each verb leaves in dtm's tables, alone and side by side. */
class MySqlTransStoreTest {
  @RegisterExtension static final RealMariaDb DB = new RealMariaDb();

  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Lease LEASE = new Lease("me", NOW, NOW.plusSeconds(10));

  private static final Fence LEASE_OF_A = new Fence("a", "me", GlobalStatus.SUBMITTED);
  private static String schema;
  private static Vertx vertx;
  private static Context context;
  private static Pool pool;
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
    Answers.of(pool.query("DELETE FROM trans_branch_op").execute());
    Answers.of(pool.query("DELETE FROM trans_global").execute());
  }

  @Test
  void savedSagaIsFoundWithItsBranches() {
    Trans saga = saga("a", NOW.plusSeconds(10));

    assertThat(save(saga)).isEqualTo(new SaveResult.Saved());

    Trans found = find("a");
    assertThat(found.branches().stream().map(b -> b.branchId() + b.op().word()))
        .containsExactly("01compensate", "01action", "02compensate", "02action");
    assertThat(found.branches().get(3).payload()).isEqualTo(saga.branches().get(3).payload());
    assertThat(found.global().id()).isPositive();
    assertThat(found.global())
        .usingRecursiveComparison()
        .ignoringFields("id")
        .isEqualTo(saga.global());
  }

  @Test
  void rowsAreWrittenAsDtmWritesThem() {
    TransOptions options =
        new TransOptions(true, 60, 5, 2, 3, Map.of("x", "y"), true, Map.of(1, List.of(0)));
    String customData = "{\"concurrent\":true,\"orders\":{\"1\":[0]}}";
    save(saga("raw", options, customData));

    Row global = row("SELECT * FROM trans_global");
    assertThat(global.getString("options"))
        .isEqualTo(
            "{\"wait_result\":true,\"timeout_to_fail\":60,\"request_timeout\":2,"
                + "\"retry_interval\":5,\"branch_headers\":{\"x\":\"y\"},\"concurrent\":true,"
                + "\"retry_limit\":3}");
    assertThat(global.getString("custom_data")).isEqualTo(customData);
    assertThat(global.getString("ext_data")).isEmpty();
    assertThat(global.getLocalDateTime("create_time"))
        .isEqualTo(LocalDateTime.parse("2026-03-01T18:00:00"));
    assertThat(find("raw").global().options()).isEqualTo(options);
  }

  @Test
  void takenGidAnswersItsStatusAndChangesNothing() {
    save(saga("a", NOW));
    assertThat(did(s -> s.forceStop("a", NOW))).isTrue();

    assertThat(save(saga("a", NOW))).isEqualTo(new SaveResult.Exists(GlobalStatus.FAILED));
    assertThat(find("a").branches()).hasSize(4);
  }

  @Test
  void gidsThatDifferInCaseAreDifferentSagas() {
    save(saga("Order-1", NOW));

    assertThat(save(saga("order-1", NOW))).isEqualTo(new SaveResult.Saved());
  }

  @Test
  void takenGidInABatchSpoilsOnlyItself() {
    save(saga("g7", NOW));

    List<SaveResult> results =
        onAll(IntStream.range(0, 40).mapToObj(i -> saga("g" + i, NOW)).toList(), s -> saving(s));

    assertThat(results.get(7)).isEqualTo(new SaveResult.Exists(GlobalStatus.SUBMITTED));
    assertThat(results.stream().filter(new SaveResult.Saved()::equals)).hasSize(39);
    assertThat(row("SELECT count(*) FROM trans_branch_op").getLong(0)).isEqualTo(160);
  }

  @Test
  void finishedSagaHasItsBranchStates() {
    save(saga("a", NOW));

    assertThat(finish("a", GlobalStatus.SUBMITTED, GlobalStatus.SUCCEED)).isTrue();

    Trans found = find("a");
    assertThat(found.global().status()).isEqualTo(GlobalStatus.SUCCEED);
    assertThat(found.global().finishTime()).isEqualTo(NOW);
    assertThat(found.branches().stream().map(TransBranch::status))
        .containsExactly(
            BranchStatus.PREPARED,
            BranchStatus.SUCCEED,
            BranchStatus.PREPARED,
            BranchStatus.SUCCEED);
    assertThat(found.branches().get(1).finishTime()).isEqualTo(NOW);
  }

  @Test
  void writeOfARunThatLostItsLeaseChangesNothing() {
    save(saga("a", NOW));
    Fence other = new Fence("a", "another", GlobalStatus.SUBMITTED);
    Fence stale = new Fence("a", "me", GlobalStatus.ABORTING);

    for (Fence fence : List.of(other, stale)) {
      assertThat(did(s -> s.finish(fence, GlobalStatus.SUCCEED, succeeded(), NOW))).isFalse();
      assertThat(did(s -> s.progress(fence, succeeded(), NOW))).isFalse();
      assertThat(did(s -> s.abort(fence, "no", succeeded(), NOW))).isFalse();
      assertThat(did(s -> s.renew(fence, NOW.plusSeconds(99)))).isFalse();
      assertThat(did(s -> s.reschedule(fence, new Retry(NOW, 1, true), succeeded(), NOW)))
          .isFalse();
    }
    assertThat(find("a").branches().stream().map(TransBranch::status))
        .containsOnly(BranchStatus.PREPARED);
    assertThat(find("a").global().status()).isEqualTo(GlobalStatus.SUBMITTED);
  }

  @Test
  void progressIsWrittenAndTheLeaseStays() {
    save(saga("a", NOW.plusSeconds(10)));

    assertThat(did(s -> s.progress(LEASE_OF_A, succeeded(), NOW.plusSeconds(1)))).isTrue();

    TransGlobal found = find("a").global();
    assertThat(found.status()).isEqualTo(GlobalStatus.SUBMITTED);
    assertThat(found.owner()).isEqualTo("me");
    assertThat(found.nextCronTime()).isEqualTo(NOW.plusSeconds(10));
    assertThat(find("a").branches().stream().map(TransBranch::status))
        .contains(BranchStatus.SUCCEED);
  }

  @Test
  void lostLeaseInABatchOfFinishesSpoilsOnlyItself() {
    List<String> gids = IntStream.range(0, 40).mapToObj(i -> "g" + i).toList();
    onAll(gids, gid -> saving(saga(gid, NOW)));
    assertThat(did(s -> s.forceStop("g7", NOW))).isTrue();

    List<Boolean> finished =
        onAll(gids, gid -> finishing(gid, GlobalStatus.SUBMITTED, GlobalStatus.SUCCEED));

    assertThat(finished.get(7)).isFalse();
    assertThat(finished.stream().filter(done -> done)).hasSize(39);
    assertThat(row("SELECT count(*) FROM trans_branch_op WHERE status = 'succeed'").getLong(0))
        .isEqualTo(78);
  }

  @Test
  void abortIsWrittenWithItsReasonAndTheBranchStates() {
    save(saga("a", NOW));
    Fence fence = new Fence("a", "me", GlobalStatus.SUBMITTED);
    List<BranchState> states =
        List.of(state("01", BranchStatus.SUCCEED), state("02", BranchStatus.FAILED));

    assertThat(did(s -> s.abort(fence, "x".repeat(2000), states, NOW))).isTrue();

    Trans found = find("a");
    assertThat(found.global().status()).isEqualTo(GlobalStatus.ABORTING);
    assertThat(found.global().owner()).isEqualTo("me");
    assertThat(found.global().rollbackReason()).isEqualTo("x".repeat(1024));
    assertThat(found.branches().get(1).status()).isEqualTo(BranchStatus.SUCCEED);
    assertThat(found.branches().get(3).status()).isEqualTo(BranchStatus.FAILED);
  }

  @Test
  void dueSagasAreLeasedAbortingFirstAndOnlyOnce() {
    save(saga("later", NOW.plusSeconds(1)));
    save(saga("due", NOW));
    save(saga("aborting", NOW));
    Fence fence = new Fence("aborting", "me", GlobalStatus.SUBMITTED);
    on(s -> s.abort(fence, "no", List.of(), NOW));

    List<LockedTrans> locked = on(s -> s.lockDue(LEASE, 10));

    assertThat(locked.stream().map(l -> l.trans().global().gid()))
        .containsExactly("aborting", "due");
    assertThat(locked.get(1).trans().branches()).hasSize(4);
    assertThat(locked.get(1).trans().global().nextCronTime()).isEqualTo(LEASE.until());
    assertThat(lockDue(10)).isEmpty();
  }

  @Test
  void coordinatorsThatLookAtOnceTakeDifferentSagas() {
    List<String> gids = IntStream.range(0, 60).mapToObj(i -> "g" + i).toList();
    onAll(gids, gid -> saving(saga(gid, NOW)));

    List<List<LockedTrans>> taken =
        onAll(
            List.of("n1", "n2", "n3", "n4"),
            owner -> store.lockDue(new Lease(owner, NOW, NOW.plusSeconds(10)), 15));
    taken = new ArrayList<>(taken);
    taken.add(on(s -> s.lockDue(LEASE, 60)));

    List<String> all =
        taken.stream().flatMap(List::stream).map(l -> l.trans().global().gid()).toList();
    Set<String> distinct = new HashSet<>(all);
    assertThat(all).hasSameSizeAs(distinct).hasSize(60);
  }

  @Test
  void aChangeWhoseRowIsHeldForLongerThanTheDatabaseWaitsIsTriedAgain() throws Exception {
    save(saga("held", NOW));
    Fence fence = new Fence("held", "me", GlobalStatus.SUBMITTED);
    String row = schema + ".trans_global WHERE gid = 'held' FOR UPDATE";
    try (Connection holder = DB.connect();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.executeQuery("SELECT id FROM " + row);
      long waits = DB.status("Innodb_row_lock_waits");
      Future<Boolean> done =
          start(s -> s.reschedule(fence, new Retry(NOW, 20, false), List.of(), NOW));
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> done.isComplete() || DB.status("Innodb_row_lock_waits") >= waits + 2);
      holder.rollback();

      assertThat(Answers.of(done)).isTrue();
    }
  }

  @Test
  void aRowThatCannotBeReadHoldsUpNobody() {
    save(saga("poison", NOW.minusSeconds(9)));
    save(saga("good", NOW.minusSeconds(1)));
    Answers.of(
        pool.query("UPDATE trans_global SET custom_data = '{no json' WHERE gid = 'poison'")
            .execute());

    assertThat(lockDue(10))
        .extracting(locked -> locked.trans().global().gid())
        .containsExactly("good");
    assertThat(lockDue(10)).isEmpty();
  }

  @Test
  void sagaOfAnotherKindIsNeverTaken() {
    save(saga("tcc", NOW));
    Answers.of(pool.query("UPDATE trans_global SET trans_type = 'tcc'").execute());

    assertThat(lockDue(10)).isEmpty();
  }

  @Test
  void lockTellsWhetherTheBranchStatesAreExact() {
    save(saga("a", NOW));
    Fence fence = new Fence("a", "me", GlobalStatus.SUBMITTED);

    on(s -> s.reschedule(fence, new Retry(NOW, 20, true), List.of(), NOW));
    assertThat(lockOne("a").orElseThrow().exact()).isTrue();
    on(s -> s.reschedule(fence, new Retry(NOW.plusSeconds(60), 20, false), List.of(), NOW));
    LockedTrans again = lockOne("a").orElseThrow();

    assertThat(again.exact()).isFalse();
    assertThat(again.trans().global().nextCronInterval()).isEqualTo(20);
  }

  @Test
  void runningOrEndedSagaCannotBeLocked() {
    save(saga("running", NOW.plusSeconds(10)));
    save(saga("ended", NOW));
    finish("ended", GlobalStatus.SUBMITTED, GlobalStatus.SUCCEED);

    assertThat(lockOne("running")).isEmpty();
    assertThat(lockOne("ended")).isEmpty();
    assertThat(lockOne("unknown")).isEmpty();
  }

  @Test
  void resetCronTimeWakesNoMoreThanItsLimitAndOnlyTheLateOnes() {
    List.of("a", "b", "c").forEach(gid -> save(saga(gid, NOW.plusSeconds(1000))));
    save(saga("soon", NOW.plusSeconds(5)));

    assertThat(resetCronTime(2)).isEqualTo(2);
    assertThat(resetCronTime(2)).isEqualTo(1);
    assertThat(resetCronTime(2)).isZero();
    assertThat(find("a").global().nextCronTime()).isEqualTo(NOW);
    assertThat(find("soon").global().nextCronTime()).isEqualTo(NOW.plusSeconds(5));
  }

  @Test
  void resetNextCronTimeMakesOneDueAndKeepsItsInterval() {
    save(saga("a", NOW.plusSeconds(1000)));

    assertThat(did(s -> s.resetNextCronTime("a", NOW))).isTrue();
    assertThat(did(s -> s.resetNextCronTime("unknown", NOW))).isFalse();
    assertThat(find("a").global().nextCronTime()).isEqualTo(NOW);
    assertThat(find("a").global().nextCronInterval()).isEqualTo(10);
  }

  @Test
  void wakeMakesThoseDueThatStillWaitAndNoneThatIsRun() {
    List.of("a", "b", "run").forEach(gid -> save(saga(gid, NOW)));
    List<LockedTrans> taken = on(s -> s.lockDue(LEASE, 10));
    assertThat(taken).hasSize(3);
    for (String gid : List.of("a", "b")) {
      Fence fence = new Fence(gid, "me", GlobalStatus.SUBMITTED);
      Retry retry = new Retry(NOW.plusSeconds(600), 600, gid.equals("a"));
      assertThat(did(s -> s.reschedule(fence, retry, List.of(), NOW))).isTrue();
    }

    List<String> waiting = on(s -> s.waiting(NOW, 10));
    List<String> first = on(s -> s.waiting(NOW, 1));
    int woken = on(s -> s.wake(List.of("a", "b", "run", "unknown"), NOW));

    assertThat(waiting).containsExactlyInAnyOrder("a", "b");
    assertThat(first).hasSize(1);
    assertThat(woken).isEqualTo(2);

    assertThat(find("a").global().nextCronTime()).isEqualTo(NOW);
    assertThat(find("b").global().nextCronInterval()).isEqualTo(600);
    assertThat(find("run").global().nextCronTime()).isEqualTo(LEASE.until());
    assertThat(find("run").global().owner()).isEqualTo("me");
  }

  @Test
  void forceStopEndsOnlyWhatHasNotEnded() {
    save(saga("a", NOW));

    assertThat(did(s -> s.forceStop("a", NOW))).isTrue();
    assertThat(did(s -> s.forceStop("a", NOW))).isFalse();
    assertThat(did(s -> s.forceStop("unknown", NOW))).isFalse();
    assertThat(find("a").global().rollbackTime()).isEqualTo(NOW);
  }

  @Test
  void listPagesFromTheNewestAndFilters() {
    List.of("a", "b", "c").forEach(gid -> save(saga(gid, NOW)));
    finish("b", GlobalStatus.SUBMITTED, GlobalStatus.SUCCEED);

    List<TransGlobal> first = on(s -> s.list(new TransFilter(0, 2, "", "", null, null)));
    long position = first.get(1).id();
    assertThat(first.stream().map(TransGlobal::gid)).containsExactly("c", "b");
    assertThat(list(new TransFilter(position, 2, "", "", null, null)))
        .extracting(TransGlobal::gid)
        .containsExactly("a");
    assertThat(list(new TransFilter(0, 9, "succeed", "saga", NOW, NOW)))
        .extracting(TransGlobal::gid)
        .containsExactly("b");
    assertThat(list(new TransFilter(0, 9, "", "", NOW.plusSeconds(1), null))).isEmpty();
  }

  @Test
  void listOfUnfinishedSagasPagesFromTheNewestAndFilters() {
    List.of("a", "b", "c", "d").forEach(gid -> save(saga(gid, NOW)));
    finish("b", GlobalStatus.SUBMITTED, GlobalStatus.SUCCEED);

    List<TransGlobal> first = list(new TransFilter(0, 2, "submitted", "", null, NOW));
    assertThat(first).extracting(TransGlobal::gid).containsExactly("d", "c");
    assertThat(list(new TransFilter(first.get(1).id(), 2, "submitted", "saga", NOW, null)))
        .extracting(TransGlobal::gid)
        .containsExactly("a");
    assertThat(list(new TransFilter(0, 9, "submitted", "tcc", null, null))).isEmpty();
    assertThat(list(new TransFilter(0, 9, "submitted", "", null, NOW.minusSeconds(1)))).isEmpty();
    assertThat(list(new TransFilter(0, 9, "aborting", "", null, null))).isEmpty();
  }

  private static Future<Boolean> finishing(String gid, GlobalStatus from, GlobalStatus to) {
    return store.finish(new Fence(gid, "me", from), to, succeeded(), NOW);
  }

  private static List<BranchState> succeeded() {
    return List.of(state("01", BranchStatus.SUCCEED), state("02", BranchStatus.SUCCEED));
  }

  private static BranchState state(String branchId, BranchStatus status) {
    return new BranchState(branchId, BranchOp.ACTION, status, NOW);
  }

  private static Trans saga(String gid, Instant next) {
    Trans plain = saga(gid, TransOptions.DEFAULTS, "");
    TransGlobal global = plain.global();
    return new Trans(
        TransGlobal.described(gid, "grpc", TransOptions.DEFAULTS, "")
            .created(global.status(), NOW, 10, next, "me"),
        plain.branches());
  }

  private static Trans saga(String gid, TransOptions options, String customData) {
    List<TransBranch> branches = new ArrayList<>();
    for (String id : List.of("01", "02")) {
      for (BranchOp op : List.of(BranchOp.COMPENSATE, BranchOp.ACTION)) {
        ByteString payload = ByteString.copyFrom(new byte[] {0, (byte) 200, 7});
        branches.add(TransBranch.prepared(gid, id, op, "127.0.0.1:1/a.b/" + op, payload, NOW));
      }
    }
    return new Trans(
        TransGlobal.described(gid, "grpc", options, customData)
            .created(GlobalStatus.SUBMITTED, NOW, 10, NOW.plusSeconds(10), "me"),
        branches);
  }

  private static Future<SaveResult> saving(Trans saga) {
    return store.saveNew(saga.global(), saga.branches());
  }

  private static SaveResult save(Trans saga) {
    return on(s -> saving(saga));
  }

  private static boolean did(Function<TransStore, Future<Boolean>> call) {
    return on(call);
  }

  private static List<LockedTrans> lockDue(int limit) {
    return on(s -> s.lockDue(LEASE, limit));
  }

  private static Optional<LockedTrans> lockOne(String gid) {
    return on(s -> s.lockOne(gid, LEASE));
  }

  private static int resetCronTime(int limit) {
    return on(s -> s.resetCronTime(Duration.ofSeconds(10), limit, NOW));
  }

  private static List<TransGlobal> list(TransFilter filter) {
    return on(s -> s.list(filter));
  }

  private static boolean finish(String gid, GlobalStatus from, GlobalStatus to) {
    return on(s -> finishing(gid, from, to));
  }

  private static Trans find(String gid) {
    return on(s -> s.find(gid)).orElseThrow();
  }

  private static Row row(String sql) {
    return Answers.of(pool.query(sql).execute()).iterator().next();
  }

  private static <T> T on(Function<TransStore, Future<T>> call) {
    return Answers.of(start(call));
  }

  private static <T> Future<T> start(Function<TransStore, Future<T>> call) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(go -> call.apply(store).onComplete(promise));
    return promise.future();
  }

  /** Starts all calls in one go, so that they meet in batches. */
  private static <A, T> List<T> onAll(List<A> arguments, Function<A, Future<T>> call) {
    return on(s -> Future.all(arguments.stream().map(call).toList()).map(all -> all.<T>list()));
  }
}
