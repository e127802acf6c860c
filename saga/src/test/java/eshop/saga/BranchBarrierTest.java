package eshop.saga;

import static eshop.saga.StockTable.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.platform.db.Transactions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever dtm repeats, reorders or loses: the effect happens once, or is undone for good. */
@ParameterizedClass
@EnumSource
class BranchBarrierTest {
  @Parameter ServerKind server;

  private static final int UNITS = 3;

  private TestDatabase database;
  private Vertx vertx;
  private Pool pool;
  private BranchWriter<Integer> writer;

  @BeforeEach
  void start() throws Exception {
    database = server.fresh();
    vertx = Vertx.vertx();
    pool = database.pool(vertx, 8);
    writer =
        new WriterOnContext<>(
            vertx,
            new BatchedBranchWriter<>(
                vertx, "test", database.writes(vertx, 2), new StockTable(), 2));
    await(StockTable.create(pool));
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  @Test
  void repeatedActionIsAppliedOnce() throws Exception {
    await(action("G1"));
    await(action("G1"));

    assertThat(units()).isEqualTo(START - UNITS);
    assertThat(barrierRows()).isEqualTo(1);
  }

  @Test
  void repeatedCompensationIsAppliedOnce() throws Exception {
    await(action("G1"));
    await(compensate("G1"));
    await(compensate("G1"));

    assertThat(units()).isEqualTo(START);
  }

  @Test
  void compensationOfAnActionThatNeverCameChangesNothing() throws Exception {
    await(compensate("G1"));

    assertThat(units()).isEqualTo(START);
  }

  @Test
  void actionThatComesAfterItsCompensationIsSkipped() throws Exception {
    await(compensate("G1"));
    await(action("G1"));

    assertThat(units()).isEqualTo(START);
  }

  @Test
  void refusalLeavesNoBarrierRowAndARepeatThenWorks() throws Exception {
    await(StockTable.setUnits(pool, UNITS - 1));

    assertThatThrownBy(() -> await(action("G1"))).hasCauseInstanceOf(BranchRefused.class);

    assertThat(barrierRows()).isZero();
    await(StockTable.setUnits(pool, UNITS));
    await(action("G1"));
    assertThat(units()).isZero();
  }

  @Test
  void compensationOfARefusedActionChangesNothing() throws Exception {
    await(StockTable.setUnits(pool, UNITS - 1));
    assertThatThrownBy(() -> await(action("G1"))).hasCauseInstanceOf(BranchRefused.class);

    await(compensate("G1"));

    assertThat(units()).isEqualTo(UNITS - 1);
  }

  @Test
  void branchesOfOneSagaAreApart() throws Exception {
    await(writer.write(new BranchContext("G1", "saga", "01", BranchOp.ACTION), UNITS));
    await(writer.write(new BranchContext("G1", "saga", "02", BranchOp.ACTION), UNITS));

    assertThat(units()).isEqualTo(START - 2 * UNITS);
  }

  @Test
  void gidsThatDifferInCaseAreApart() throws Exception {
    await(action("G1"));
    await(action("g1"));

    assertThat(units()).isEqualTo(START - 2 * UNITS);
  }

  @Test
  void longestGidsThatDifferInTheLastCharacterAreApart() throws Exception {
    await(action("G".repeat(127) + "1"));
    await(action("G".repeat(127) + "2"));

    assertThat(units()).isEqualTo(START - 2 * UNITS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"G1 ", " G1", "G1\0", "G1'", ""})
  void gidThatCouldBeTakenForAnotherIsRejectedBeforeSql(String gid) {
    assertThatThrownBy(() -> action(gid)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void gidThatWouldBeCutIsRejectedBeforeSql() {
    assertThatThrownBy(() -> action("G".repeat(129))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void insertIgnoreCountsTheSameWithAffectedRows() throws Exception {
    Transactions affected =
        TestDatabase.writes(
            vertx, database.options().setUseAffectedRows(true), 1, "innodb_lock_wait_timeout=1");
    writer =
        new WriterOnContext<>(
            vertx, new BatchedBranchWriter<>(vertx, "test", affected, new StockTable(), 2));

    await(action("G1"));
    await(action("G1"));
    await(compensate("G2"));

    assertThat(units()).isEqualTo(START - UNITS);
  }

  /** Nothing else here shows which way was taken: both must decide the same. */
  @Test
  void onlyAServerThatSaysItIsMariaDbIsAskedForTheRowsItInserted() throws Exception {
    long before = server.db().status("Feature_insert_returning");

    await(compensate("G1"));

    long asked = server.db().status("Feature_insert_returning") - before;
    assertThat(asked > 0).isEqualTo(server.db().saysMariaDb());
  }

  /** Every order in which two actions and two compensations of one branch can arrive. */
  @TestFactory
  List<DynamicTest> everyOrderOfRepeatedCalls() {
    return permutations(List.of("A", "A'", "C", "C'")).stream()
        .map(order -> DynamicTest.dynamicTest(String.join(" ", order), () -> callsInOrder(order)))
        .toList();
  }

  private void callsInOrder(List<String> order) throws Exception {
    await(StockTable.create(pool));
    boolean compensated = false;
    for (String call : order) {
      compensated |= call.startsWith("C");
      await(call.startsWith("C") ? compensate("G1") : action("G1"));
      assertThat(units()).as("after " + call).isEqualTo(compensated ? START : START - UNITS);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void parallelActionsAreAppliedOnce(int copies) throws Exception {
    for (int round = 0; round < 10; round++) {
      String gid = "G" + round;
      await(Future.all(IntStream.range(0, copies).mapToObj(i -> action(gid)).toList()));
    }

    assertThat(units()).isEqualTo(START - 10 * UNITS);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void parallelCompensationsAreAppliedOnce(int copies) throws Exception {
    for (int round = 0; round < 10; round++) {
      String gid = "G" + round;
      await(action(gid));
      await(Future.all(IntStream.range(0, copies).mapToObj(i -> compensate(gid)).toList()));
    }

    assertThat(units()).isEqualTo(START);
  }

  @Test
  void actionsAndCompensationsAtOnceLeaveNothing() throws Exception {
    List<Future<Void>> calls = new ArrayList<>();
    for (int saga = 0; saga < 30; saga++) {
      String gid = "G" + saga;
      calls.addAll(List.of(action(gid), compensate(gid), action(gid), compensate(gid)));
    }

    await(Future.all(calls));

    assertThat(units()).isEqualTo(START);
    assertThat(barrierRows()).isEqualTo(60);
  }

  private static List<List<String>> permutations(List<String> items) {
    if (items.isEmpty()) {
      return List.of(List.of());
    }
    List<List<String>> all = new ArrayList<>();
    for (String first : items) {
      List<String> others = items.stream().filter(item -> !item.equals(first)).toList();
      for (List<String> tail : permutations(others)) {
        List<String> order = new ArrayList<>(List.of(first));
        order.addAll(tail);
        all.add(order);
      }
    }
    return all;
  }

  private Future<Void> action(String gid) {
    return writer.write(new BranchContext(gid, "saga", "01", BranchOp.ACTION), UNITS);
  }

  private Future<Void> compensate(String gid) {
    return writer.write(new BranchContext(gid, "saga", "01", BranchOp.COMPENSATE), UNITS);
  }

  private int units() throws Exception {
    return await(StockTable.units(pool));
  }

  private int barrierRows() throws Exception {
    return await(StockTable.barrierRows(pool));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
