package eshop.saga;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.testkit.RealMariaDb;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which barrier rows go and which stay, on a real table. Rows are kept for 30 days. */
class BarrierSweeperTest {
  @RegisterExtension static final RealMariaDb DB = new RealMariaDb();

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private TestDatabase database;
  private Vertx vertx;
  private Pool pool;
  private SagaListDouble manager;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    database = TestDatabase.fresh(DB);
    pool = database.pool(vertx, 2);
    result(StockTable.create(pool));
    manager = result(SagaListDouble.start(vertx));
  }

  @AfterEach
  void stop() throws Exception {
    result(vertx.close());
  }

  @Test
  void oldRowsGoAndYoungOnesStay() throws Exception {
    write("old", 31);
    write("young", 29);
    write(ulid(31), 31);
    write(ulid(29), 29);

    assertThat(sweep()).isEqualTo(4);

    assertThat(left()).containsExactly(ulid(29), "young");
  }

  @Test
  void rowsOfUnfinishedSagasStayWhateverTheirAge() throws Exception {
    List.of("prepared", "submitted", "aborting").forEach(status -> manager.knows(status, status));
    IntStream.range(0, 5).forEach(i -> manager.knows("pending-" + i, "submitted"));
    manager.knows(ulid(900), "submitted");
    manager.knows("ended", "succeed");
    for (String gid : List.of("prepared", "submitted", "aborting", "pending-4", "ended")) {
      write(gid, 900);
    }
    write(ulid(900), 900);

    sweep();

    assertThat(left()).containsExactly(ulid(900), "aborting", "pending-4", "prepared", "submitted");
  }

  @Test
  void theManagerIsAskedForSagasThatAreOldEnoughAndADayMore() throws Exception {
    sweep();

    long until = NOW.minus(Duration.ofDays(29)).toEpochMilli();
    assertThat(manager.asked)
        .hasSize(3)
        .allSatisfy(uri -> assertThat(uri).contains("createTimeEnd=" + until));
  }

  @Test
  void aSagasRowsGoTogetherOrNotAtAll() throws Exception {
    write("slow", 31);
    row("slow", "action", "02", 1);

    sweep();

    assertThat(left()).containsExactly("slow");
    assertThat(DB.number("SELECT COUNT(*) FROM " + database.schema() + ".barrier")).isEqualTo(3);
  }

  @Test
  void aUlidThatClaimsToBeYoungStaysBecauseItsLateCallsWouldNotBeAskedAbout() throws Exception {
    write(ulid(1), 900);
    write("7ZZZZZZZZZZZZZZZZZZZZZZZZZ", 900);

    assertThat(sweep()).isZero();
  }

  @Test
  void smallStepsComeThroughTheWholeTable() throws Exception {
    for (int i = 0; i < 7; i++) {
      write("a" + i, 31);
      write(ulid(40 + i), 31);
      write(ulid(i), 31);
      write("-" + i, 31);
    }
    manager.knows("a3", "aborting");

    assertThat(sweep(2)).isEqualTo(2 * 20);

    assertThat(left()).hasSize(8).contains("a3", ulid(0), ulid(6));
  }

  @Test
  void nothingGoesWhileTheManagerIsAway() throws Exception {
    write("old", 900);
    result(manager.goAway());

    assertThat(failure()).isInstanceOf(DtmFailure.class).hasMessageContaining("cannot be reached");
    assertThat(left()).containsExactly("old");
  }

  @Test
  void nothingGoesWhenTooManySagasAreUnfinished() throws Exception {
    write("old", 900);
    manager.listsForEver = true;

    assertThat(failure()).hasMessage("More than 10000 old sagas are unfinished");
    assertThat(left()).containsExactly("old");
  }

  @Test
  void nothingGoesWhenTheManagerListsWhatItWasNotAsked() throws Exception {
    write("old", 900);
    manager.knows("old", "succeed");
    manager.listsAll = true;

    assertThat(failure()).hasMessageContaining("makes no sense");
    assertThat(left()).containsExactly("old");
  }

  @Test
  void twoSweepersOnOneTableDoEachOtherNoHarm() throws Exception {
    for (int i = 0; i < 50; i++) {
      write("g" + i, 31);
    }

    int first;
    Future<Integer> other = sweeper(5).sweep();
    first = result(sweeper(5).sweep());

    assertThat(first + result(other)).isEqualTo(100);
    assertThat(left()).isEmpty();
  }

  private int sweep() throws Exception {
    return sweep(100);
  }

  private int sweep(int batch) throws Exception {
    return result(sweeper(batch).sweep());
  }

  private Throwable failure() throws Exception {
    return result(sweeper(100).sweep().<Throwable>mapEmpty().otherwise(e -> e));
  }

  private BarrierSweeper sweeper(int batch) {
    return new BarrierSweeper(
        vertx,
        new BarrierRows(pool, batch),
        new UnfinishedSagas(DtmQuery.create(vertx, manager.config())),
        new HousekeepingConfig(30, 1, batch, 1, 1),
        InstantSource.fixed(NOW));
  }

  /** The rows of a step that was done and undone. */
  private void write(String gid, int daysAgo) {
    row(gid, "action", "01", daysAgo);
    row(gid, "compensate", "01", daysAgo);
  }

  private void row(String gid, String op, String branchId, int daysAgo) {
    LocalDateTime written =
        LocalDateTime.ofInstant(NOW.minus(Duration.ofDays(daysAgo)), ZoneOffset.UTC);
    DB.update(
        "INSERT INTO %s.barrier (trans_type, gid, branch_id, op, barrier_id, reason, create_time)"
                .formatted(database.schema())
            + " VALUES ('saga', '%s', '%s', '%s', '01', '%s', '%s')"
                .formatted(gid, branchId, op, op, written));
  }

  private static String ulid(int daysAgo) {
    return GidTime.prefix(NOW.minus(Duration.ofDays(daysAgo)).toEpochMilli()) + "000000000000000G";
  }

  private List<String> left() {
    return DB
        .query("SELECT DISTINCT gid FROM " + database.schema() + ".barrier ORDER BY gid")
        .stream()
        .map(Map::values)
        .map(values -> values.iterator().next().toString())
        .toList();
  }

  private static <T> T result(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
