package eshop.saga;

import static eshop.saga.StockTable.START;
import static eshop.saga.StockTable.each;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import eshop.platform.db.Transactions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that share a transaction share its cost and nothing else. */
@ParameterizedClass
@EnumSource
class BatchedBranchWriterTest {
  @Parameter ServerKind server;

  private static final int BAD = 666;

  private final StockTable stock = new StockTable();
  private TestDatabase database;
  private Vertx vertx;
  private Pool pool;
  private Transactions writes;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    database = server.fresh();
    pool = database.pool(vertx, 2);
    writes = database.writes(vertx, 2);
    result(StockTable.create(pool));
  }

  @AfterEach
  void stop() throws Exception {
    result(vertx.close());
  }

  @Test
  void callsThatArriveTogetherShareCommits() throws Exception {
    long before = server.db().status("Com_commit");

    atOnce(stock, units(50, 1)).forEach(call -> assertThat(call.succeeded()).isTrue());

    assertThat(server.db().status("Com_commit") - before).isBetween(1L, 5L);
    assertThat(left()).isEqualTo(START - 50);
    assertThat(result(StockTable.barrierRows(pool))).isEqualTo(50);
  }

  @Test
  void oneRefusedMemberLeavesNothingAndItsNeighboursAreWritten() throws Exception {
    List<Future<Void>> calls = atOnce(stock, List.of(1, 2, START + 1, 3));

    assertThat(calls.get(2).cause()).isInstanceOf(BranchRefused.class);
    assertThat(calls).filteredOn(Future::succeeded).hasSize(3);
    assertThat(left()).isEqualTo(START - 6);
    assertThat(result(StockTable.barrierRows(pool))).isEqualTo(3);
  }

  @Test
  void aBadRowFailsAlone() throws Exception {
    BranchEffects<Integer> oneIsBad =
        each(
            (connection, branch, units) ->
                units == BAD
                    ? Future.failedFuture(new MySQLException("bad row", 1366, "HY000"))
                    : stock.applyOne(connection, branch, units));

    List<Future<Void>> calls = atOnce(oneIsBad, List.of(1, 2, BAD, 3));

    assertThat(calls.get(2).cause()).isInstanceOf(MySQLException.class);
    assertThat(calls).filteredOn(Future::succeeded).hasSize(3);
    assertThat(left()).isEqualTo(START - 6);
    assertThat(result(StockTable.barrierRows(pool))).isEqualTo(3);
  }

  @Test
  void aBugInOneEffectFailsAlone() throws Exception {
    BranchEffects<Integer> oneThrows =
        each(
            (connection, branch, units) ->
                units == BAD
                    ? Future.failedFuture(new IllegalStateException("a bug"))
                    : stock.applyOne(connection, branch, units));

    List<Future<Void>> calls = atOnce(oneThrows, List.of(1, BAD, 3));

    assertThat(calls.get(1).cause()).isInstanceOf(IllegalStateException.class);
    assertThat(left()).isEqualTo(START - 4);
  }

  @Test
  void aLockedRowDoesNotHoldUpABatchForLongerThanDtmWaits() throws Exception {
    assumeTrue(server == ServerKind.AS_IT_IS, "eight seconds of waiting, once");
    SqlConnection holder = result(pool.getConnection());
    var held = result(holder.begin());
    result(StockTable.setUnits(holder, START));
    Transactions impatient =
        TestDatabase.writes(vertx, database.options(), 2, "innodb_lock_wait_timeout=1");
    BranchWriter<Integer> writer =
        new WriterOnContext<>(vertx, new BatchedBranchWriter<>(vertx, "test", impatient, stock, 1));
    List<Future<Void>> calls = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      calls.add(writer.write(branch("G" + i, BranchOp.ACTION), 1));
    }

    result(Future.join(calls).otherwiseEmpty());

    assertThat(calls).allMatch(Future::failed);
    result(held.rollback());
    result(holder.close());
  }

  @Test
  void anActionAndItsCompensationThatArriveTogetherUndoEachOther() throws Exception {
    BranchWriter<Integer> writer =
        new WriterOnContext<>(vertx, new BatchedBranchWriter<>(vertx, "test", writes, stock, 2));
    List<Future<Void>> calls = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      calls.add(writer.write(branch("G" + i, BranchOp.ACTION), 1));
      calls.add(writer.write(branch("G" + i, BranchOp.COMPENSATE), 1));
      calls.add(writer.write(branch("G" + i, BranchOp.ACTION), 1));
    }

    result(Future.join(calls));

    assertThat(left()).isEqualTo(START);
  }

  /** All in one batch, each with another past: only the third and the last have an effect. */
  @Test
  void inOneBatchEveryCallIsJudgedByItsOwnPast() throws Exception {
    BranchWriter<Integer> writer =
        new WriterOnContext<>(vertx, new BatchedBranchWriter<>(vertx, "test", writes, stock, 1));
    for (BranchContext earlier :
        List.of(
            branch("repeated", BranchOp.ACTION),
            branch("taken-back", BranchOp.ACTION),
            branch("given-up", BranchOp.COMPENSATE))) {
      result(writer.write(earlier, 1));
    }
    assertThat(left()).isEqualTo(START - 2);

    Future<Void> busy = writer.write(branch("busy", BranchOp.COMPENSATE), 1);
    result(
        Future.all(
            List.of(
                busy,
                writer.write(branch("repeated", BranchOp.ACTION), 1),
                writer.write(branch("never-came", BranchOp.COMPENSATE), 2),
                writer.write(branch("taken-back", BranchOp.COMPENSATE), 4),
                writer.write(branch("given-up", BranchOp.ACTION), 8),
                writer.write(branch("first", BranchOp.ACTION), 16))));

    assertThat(left()).isEqualTo(START - 2 + 4 - 16);
  }

  @Test
  void noAnswerLeavesBeforeTheCommit() throws Exception {
    BranchWriter<Integer> writer =
        new WriterOnContext<>(vertx, new BatchedBranchWriter<>(vertx, "test", writes, stock, 1));
    List<Future<Integer>> seen = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String gid = "G" + i;
      seen.add(
          writer
              .write(branch(gid, BranchOp.ACTION), 1)
              .compose(
                  done ->
                      StockTable.number(
                          pool, "SELECT COUNT(*) FROM barrier WHERE gid = '" + gid + "'")));
    }

    result(Future.join(seen));

    assertThat(seen).allMatch(count -> count.result() == 1);
  }

  /** The first call keeps the writer busy, so that the others meet in the next batch. */
  private List<Future<Void>> atOnce(BranchEffects<Integer> effects, List<Integer> units)
      throws Exception {
    BranchWriter<Integer> writer =
        new WriterOnContext<>(vertx, new BatchedBranchWriter<>(vertx, "test", writes, effects, 1));
    Future<Void> busy = writer.write(branch("busy", BranchOp.COMPENSATE), 1);
    List<Future<Void>> calls = new ArrayList<>();
    for (int i = 0; i < units.size(); i++) {
      calls.add(writer.write(branch("G" + i, BranchOp.ACTION), units.get(i)));
    }
    result(Future.join(calls).otherwiseEmpty());
    result(busy);
    result(pool.query("DELETE FROM barrier WHERE gid = 'busy'").execute());
    return calls;
  }

  private static List<Integer> units(int calls, int each) {
    return java.util.Collections.nCopies(calls, each);
  }

  private static BranchContext branch(String gid, BranchOp op) {
    return new BranchContext(gid, "saga", "01", op);
  }

  private int left() throws Exception {
    return result(StockTable.units(pool));
  }

  private static <T> T result(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
