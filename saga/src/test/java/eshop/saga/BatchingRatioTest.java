package eshop.saga;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.testkit.RealMariaDb;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Guards what batching is for: the same calls, all at once and one at a time, in one run on one
 * machine. Only their ratio is asserted, and of the best of several rounds each, so that neither a
 * slow nor a busy machine can fail it; a writer that has stopped to batch does.
 */
class BatchingRatioTest {
  @RegisterExtension static final RealMariaDb DB = new RealMariaDb();

  /** Measured on two cores: about 24. */
  private static final double RATIO_LEAST = 3;

  private static final int ROUNDS = 5;
  private static final int AT_ONCE = 640;
  private static final int ALONE = 80;

  private Vertx vertx;
  private Context context;
  private Pool pool;
  private BranchWriter<Integer> writer;
  private int saga;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
    TestDatabase database = TestDatabase.fresh(DB);
    pool = database.pool(vertx, 2);
    result(StockTable.create(pool));
    result(StockTable.setUnits(pool, Integer.MAX_VALUE));
    writer =
        new BatchedBranchWriter<>(
            vertx, "test", database.writes(vertx, 1), BatchingRatioTest::takeTogether, 1);
  }

  @AfterEach
  void stop() throws Exception {
    result(vertx.close());
  }

  @Test
  void callsThatArriveTogetherCostAThirdOrLessOfCallsThatArriveOneByOne() throws Exception {
    double atOnceUs = Double.MAX_VALUE;
    double aloneUs = Double.MAX_VALUE;
    for (int round = 0; round <= ROUNDS; round++) {
      double alone = microsPerCall(ALONE, this::oneByOne);
      double atOnce = microsPerCall(AT_ONCE, this::together);
      if (round > 0) {
        aloneUs = Math.min(aloneUs, alone);
        atOnceUs = Math.min(atOnceUs, atOnce);
      }
    }

    assertThat(aloneUs / atOnceUs)
        .as("%.0f us a call alone, %.0f us together", aloneUs, atOnceUs)
        .isGreaterThan(RATIO_LEAST);
  }

  private interface Calls {
    Future<?> make(int count);
  }

  /** On one context, as the writer wants it. */
  private double microsPerCall(int count, Calls calls) throws Exception {
    Promise<Object> done = Promise.promise();
    long start = System.nanoTime();
    context.runOnContext(go -> calls.make(count).<Object>mapEmpty().onComplete(done));
    result(done.future());
    return (System.nanoTime() - start) / 1e3 / count;
  }

  private Future<?> together(int count) {
    List<Future<Void>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      calls.add(writeNext());
    }
    return Future.all(calls);
  }

  private Future<?> oneByOne(int count) {
    Future<Void> last = Future.succeededFuture();
    for (int i = 0; i < count; i++) {
      last = last.compose(done -> writeNext());
    }
    return last;
  }

  private Future<Void> writeNext() {
    return writer.write(new BranchContext("G" + saga++, "saga", "01", BranchOp.ACTION), 1);
  }

  /** As a service writes a hot row: one statement for all of them. */
  private static Future<Map<BranchContext, BranchRefused>> takeTogether(
      SqlConnection connection, List<DueBranch<Integer>> due) {
    int units = due.stream().mapToInt(DueBranch::effect).sum();
    return connection
        .preparedQuery("UPDATE stock SET units = units - ? WHERE id = 1 AND units >= ?")
        .execute(Tuple.of(units, units))
        .map(updated -> Map.of());
  }

  private static <T> T result(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
