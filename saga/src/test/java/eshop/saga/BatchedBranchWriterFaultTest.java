package eshop.saga;

import static eshop.saga.StockTable.START;
import static eshop.saga.StockTable.each;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import eshop.faults.TcpProxy;
import eshop.faults.TcpProxy.OnceAction;
import eshop.platform.db.DatabaseConfig;
import eshop.platform.db.Databases;
import eshop.platform.db.Transactions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lock races, lost connections and broken effects: never a refusal, and nothing stays behind. */
@ParameterizedClass
@EnumSource
class BatchedBranchWriterFaultTest {
  @Parameter ServerKind server;

  private static final BranchContext ACTION =
      new BranchContext("G1", "saga", "01", BranchOp.ACTION);

  private final StockTable stock = new StockTable();
  private TestDatabase database;
  private Vertx vertx;

  /** Looks on from outside. */
  private Pool observer;

  /** The writer's: one connection, so that one that is not given back stops the test. */
  private Transactions pool;

  @BeforeEach
  void start() throws Exception {
    database = server.fresh();
    vertx = Vertx.vertx();
    observer = database.pool(vertx, 2);
    pool = database.writes(vertx, 1);
    result(StockTable.create(observer));
  }

  @AfterEach
  void stop() throws Exception {
    result(vertx.close());
  }

  @Test
  void deadlockOfParallelInsertsIsRepeatedAndNotRefused() throws Exception {
    long deadlocksBefore = server.db().deadlocks();
    Promise<Void> mayFail = Promise.promise();
    AtomicInteger applied = new AtomicInteger();
    BranchEffects<Integer> firstMayFail =
        each(
            (connection, branch, units) ->
                applied.getAndIncrement() == 0
                    ? mayFail.future()
                    : stock.applyOne(connection, branch, units));
    Transactions three = database.writes(vertx, 3);
    // One writer would keep calls of one branch apart; three are three nodes.
    Future<Void> first = writer(three, firstMayFail).write(ACTION, 1);
    await().until(() -> applied.get() == 1);
    Future<Void> second = writer(three, firstMayFail).write(ACTION, 1);
    Future<Void> third = writer(three, firstMayFail).write(ACTION, 1);
    await().during(Duration.ofMillis(100)).until(() -> waitingInserts() == 2);

    mayFail.fail(new BranchRefused("first says no"));

    result(second);
    result(third);
    assertThat(failureOf(first)).isInstanceOf(BranchRefused.class);
    assertThat(units()).isEqualTo(START - 1);
    assertThat(server.db().deadlocks())
        .as("the race was really there")
        .isGreaterThan(deadlocksBefore);
  }

  @Test
  void lockWaitTimeoutIsNoRefusalAndLeavesNothing() throws Exception {
    Transactions impatient =
        TestDatabase.writes(vertx, database.options(), 1, "innodb_lock_wait_timeout=0");
    BranchWriter<Integer> writer = writer(impatient, stock);
    SqlConnection holder = result(observer.getConnection());
    var held = result(holder.begin());
    result(StockTable.setUnits(holder, START));

    Throwable failure = failureOf(writer.write(ACTION, 1));

    assertThat(failure).isInstanceOfSatisfying(MySQLException.class, e -> is(e, 1205));
    result(held.rollback());
    result(holder.close());
    assertThat(result(StockTable.barrierRows(observer))).isZero();
    result(writer.write(ACTION, 1));
    assertThat(units()).isEqualTo(START - 1);
  }

  /** The first attempt waits too long for the row, a later one gets it. */
  @Test
  void aBatchOfStatementsThatLosesARaceIsRepeated() throws Exception {
    Transactions impatient =
        TestDatabase.writes(vertx, database.options(), 1, "innodb_lock_wait_timeout=0");
    AtomicInteger attempts = new AtomicInteger();
    SqlConnection holder = result(observer.getConnection());
    var held = result(holder.begin());
    result(StockTable.setUnits(holder, START));
    BranchEffects<Integer> batched =
        (connection, due) ->
            (attempts.incrementAndGet() == 1
                    ? Future.<Void>succeededFuture()
                    : held.rollback().otherwiseEmpty())
                .compose(
                    ready ->
                        BatchSql.missed(
                            connection,
                            "UPDATE stock SET units = units - ? WHERE id = 1",
                            due,
                            call -> Tuple.of(call.effect())))
                .map(missed -> Map.of());

    result(writer(impatient, batched).write(ACTION, 1));

    assertThat(attempts).hasValue(2);
    assertThat(units()).isEqualTo(START - 1);
    result(holder.close());
  }

  @ParameterizedTest
  @ValueSource(ints = {1213, 1205, 1020})
  void lostRaceIsRepeatedOnlySoOften(int code) {
    AtomicInteger attempts = new AtomicInteger();
    BranchWriter<Integer> writer =
        writer(
            pool,
            each(
                (connection, branch, units) -> {
                  attempts.incrementAndGet();
                  return Future.failedFuture(new MySQLException("lost", code, "40001"));
                }));

    Throwable failure = failureOf(writer.write(ACTION, 1));

    assertThat(failure).isInstanceOfSatisfying(MySQLException.class, e -> is(e, code));
    assertThat(attempts).hasValue(4);
  }

  @Test
  void effectIsWholeAfterALostRace() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    BranchWriter<Integer> writer =
        writer(
            pool,
            each(
                (connection, branch, units) ->
                    stock
                        .applyOne(connection, branch, units)
                        .compose(
                            done ->
                                attempts.incrementAndGet() == 1
                                    ? Future.failedFuture(new MySQLException("lost", 1213, "40001"))
                                    : Future.succeededFuture())));

    result(writer.write(ACTION, 1));

    assertThat(units()).isEqualTo(START - 1);
    assertThat(result(StockTable.barrierRows(observer))).isEqualTo(1);
  }

  @Test
  void connectionIsGivenBackCleanAfterEveryKindOfFailure() throws Exception {
    BranchEffects<Integer> badSql =
        each(
            (connection, branch, units) ->
                stock
                    .applyOne(connection, branch, units)
                    .compose(done -> connection.query("UPDATE nowhere SET x = 1").execute())
                    .mapEmpty());
    BranchEffects<Integer> throwing =
        (connection, due) -> {
          throw new IllegalStateException("a bug");
        };

    assertThat(failureOf(write(badSql, 1))).isInstanceOf(MySQLException.class);
    assertThat(failureOf(write(throwing, 1))).isInstanceOf(IllegalStateException.class);
    assertThat(failureOf(write(stock, START + 1))).isInstanceOf(BranchRefused.class);
    assertThat(units()).isEqualTo(START);
    assertThat(result(StockTable.barrierRows(observer))).isZero();

    result(write(stock, 1));
    result(write(stock, 1));
    assertThat(units()).isEqualTo(START - 1);
  }

  @Test
  void connectionLostBeforeCommitLeavesNothingAndARepeatWorks() throws Exception {
    BranchEffects<Integer> killed =
        each(
            (connection, branch, units) ->
                stock
                    .applyOne(connection, branch, units)
                    .compose(done -> StockTable.number(connection, "SELECT CONNECTION_ID()"))
                    .compose(id -> observer.query("KILL " + id).execute())
                    .mapEmpty());

    Throwable failure = failureOf(write(killed, 1));

    assertThat(failure).isNotInstanceOf(BranchRefused.class);
    assertThat(units()).isEqualTo(START);
    assertThat(result(StockTable.barrierRows(observer))).isZero();
    result(write(stock, 1));
    assertThat(units()).isEqualTo(START - 1);
  }

  @ParameterizedTest
  @EnumSource
  void aCommitThatIsLostOnTheWayTakesEffectOnceAndIsAnswered(OnceAction action) throws Exception {
    try (TcpProxy proxy = TcpProxy.to(database.db().host(), database.db().port())) {
      DatabaseConfig through =
          DatabaseConfig.at(
              "127.0.0.1",
              proxy.port(),
              database.db().user(),
              database.db().password(),
              database.schema(),
              null);
      BranchWriter<Integer> writer =
          writer(new Databases(vertx).openForTransactions(through, 1), stock);
      result(writer.write(new BranchContext("G0", "saga", "01", BranchOp.ACTION), 1));
      proxy.once("COMMIT", action);

      result(writer.write(ACTION, 1));

      assertThat(proxy.isDone()).isTrue();
      assertThat(units()).isEqualTo(START - 2);
      assertThat(result(StockTable.barrierRows(observer))).isEqualTo(2);
    }
  }

  @Test
  void unreachableDatabaseIsNoRefusal() throws Exception {
    var closed = result(vertx.createNetServer().connectHandler(s -> {}).listen(0, "127.0.0.1"));
    int port = closed.actualPort();
    result(closed.close());
    pool = TestDatabase.writes(vertx, database.options().setPort(port), 1, "sql_mode=''");

    assertThat(failureOf(write(stock, 1))).isNotInstanceOf(BranchRefused.class);
  }

  @Test
  void aPoolThatCommitsByItselfIsNotWrittenTo() throws Exception {
    Throwable failure =
        failureOf(
            writer(new Transactions(vertx, observer, "test", 20_000), stock).write(ACTION, 1));

    assertThat(failure).hasMessageContaining("autocommit off");
    assertThat(units()).isEqualTo(START);
  }

  private Future<Void> write(BranchEffects<Integer> effects, int units) {
    return writer(pool, effects).write(ACTION, units);
  }

  private BranchWriter<Integer> writer(Transactions through, BranchEffects<Integer> effects) {
    return new WriterOnContext<>(
        vertx, new BatchedBranchWriter<>(vertx, "test", through, effects, 1));
  }

  private int units() throws Exception {
    return result(StockTable.units(observer));
  }

  /** Inserts that have not come back; nothing but the first call's row can hold them up. */
  private long waitingInserts() {
    return server
        .db()
        .number(
            "SELECT COUNT(*) FROM information_schema.processlist WHERE db = '"
                + database.schema()
                + "' AND info LIKE 'INSERT IGNORE INTO barrier%'");
  }

  private static void is(MySQLException failure, int code) {
    assertThat(failure.getErrorCode()).isEqualTo(code);
  }

  private static Throwable failureOf(Future<?> future) {
    return catchThrowableOfType(ExecutionException.class, () -> result(future)).getCause();
  }

  private static <T> T result(Future<T> future) throws Exception {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .get(Duration.ofSeconds(30).toMillis(), TimeUnit.MILLISECONDS);
  }
}
