package eshop.platform.db;

import static eshop.testkit.DeployedService.await;
import static org.assertj.core.api.Assertions.assertThat;

import eshop.faults.TcpProxy;
import eshop.faults.TcpProxy.OnceAction;
import eshop.testkit.NoBlockedThreads;
import eshop.testkit.RealMariaDb;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Goal: whatever breaks, every statement completes and the pool lends its full number again. */
@ExtendWith(NoBlockedThreads.class)
class BrokenConnectionTest {
  private static final int CONNECTIONS = 3;
  private static final int TIMEOUT_MS = 1_000;

  @RegisterExtension static final RealMariaDb DB = new RealMariaDb();

  private Vertx vertx;
  private TcpProxy proxy;
  private Databases databases;
  private DatabaseConfig config;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    proxy = TcpProxy.to(DB.host(), DB.port());
    databases = new Databases(vertx);
    String schema = DB.freshSchema("broken");
    DB.update("CREATE TABLE " + schema + ".item (id INT PRIMARY KEY)");
    config =
        new DatabaseConfig(
            "127.0.0.1",
            proxy.port(),
            DB.user(),
            DB.password(),
            schema,
            CONNECTIONS,
            null,
            TIMEOUT_MS,
            null,
            TIMEOUT_MS,
            null);
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
    await(vertx.close());
  }

  @Test
  void allStatementsInFlightFailWhenTheirConnectionIsReset() {
    Transactions transactions = databases.openForTransactions(config, CONNECTIONS);
    await(transactions.run(open -> insert(open, 1).compose(done -> Transactions.commit(open))));
    proxy.silence();
    List<Future<?>> sent = new ArrayList<>();
    Future<Object> run =
        transactions.run(
            open -> {
              Stream.of(2, 3, 4).map(id -> insert(open, id)).forEach(sent::add);
              return Future.join(sent).mapEmpty();
            });
    Awaitility.await().until(() -> proxy.heldBack() > 0);

    proxy.reset();
    proxy.resume();

    assertThat(failure(run)).isInstanceOf(ConnectionLostException.class);
    assertThat(sent).allMatch(future -> future.cause() instanceof ConnectionLostException);
    assertLends(CONNECTIONS, transactions);
  }

  @Test
  void statementsThatWaitForOneToBePreparedFailToo() {
    Pool pool = databases.open(config);
    await(pool.query("SELECT 1").execute());
    proxy.silence();
    List<Future<RowSet<Row>>> sent =
        Stream.of(1, 2, 3, 4, 5)
            .map(n -> pool.preparedQuery("SELECT " + n + " + ?").execute(Tuple.of(n)))
            .toList();
    Awaitility.await().until(() -> proxy.heldBack() > 0);

    proxy.reset();
    proxy.resume();

    assertThat(sent)
        .allMatch(
            future -> failure(future) == null || DatabaseUnavailableException.is(future.cause()));
    Awaitility.await().until(() -> succeeds(pool));
  }

  @Test
  void aServerThatFallsSilentIsGivenUpAfterTheTimeout() {
    Pool pool = databases.open(config);
    await(pool.query("SELECT 1").execute());
    proxy.silence();

    Throwable failure = failure(pool.query("SELECT 2").execute());

    assertThat(failure)
        .isInstanceOf(ConnectionLostException.class)
        .hasMessageContaining("no answer for " + TIMEOUT_MS + " ms")
        .hasMessageContaining("outcome unknown");
    proxy.resume();
    assertThat(await(pool.query("SELECT 3").execute()).size()).isOne();
  }

  @Test
  void aServerThatIsSilentFromTheHandshakeOnIsGivenUpToo() {
    Pool pool = databases.open(config);
    proxy.silence();

    assertThat(failure(pool.query("SELECT 1").execute()))
        .isInstanceOf(DatabaseUnreachableException.class);

    proxy.resume();
    Awaitility.await().until(() -> succeeds(pool));
  }

  @Test
  void anIdleConnectionIsNotTakenForASilentOne() throws Exception {
    Pool pool = databases.open(config);
    await(pool.query("SELECT 1").execute());

    await(vertx.timer(2 * TIMEOUT_MS));

    assertThat(proxy.connections()).isOne();
    assertThat(await(pool.query("SELECT 2").execute()).size()).isOne();
  }

  @Test
  void aTransactionThatDoesNotEndIsEndedWithItsConnection() {
    Transactions transactions = databases.openForTransactions(config, 1);

    Throwable failure =
        failure(transactions.run(open -> insert(open, 1).compose(done -> Future.future(p -> {}))));

    assertThat(failure)
        .isInstanceOf(ConnectionLostException.class)
        .hasMessageContaining("no end of the transaction within " + TIMEOUT_MS + " ms");
    await(transactions.run(open -> insert(open, 1).compose(done -> Transactions.commit(open))));
  }

  @Test
  void aTransactionThatGetsNoConnectionInTimeHasDoneNothing() {
    Transactions transactions = databases.openForTransactions(config, 1);
    Future<Object> first = transactions.run(open -> Future.future(p -> {}));

    assertThat(failure(transactions.run(open -> insert(open, 1))))
        .isInstanceOf(DatabaseUnavailableException.class);
    assertThat(failure(first)).isInstanceOf(ConnectionLostException.class);
    assertThat(DB.number("SELECT COUNT(*) FROM " + config.schema() + ".item")).isZero();
    await(transactions.run(open -> insert(open, 1).compose(done -> Transactions.commit(open))));
  }

  @Test
  void aCommitWhoseAnswerIsLostIsOfUnknownOutcome() {
    Transactions transactions = databases.openForTransactions(config, 1);
    await(transactions.run(Transactions::rollback));
    proxy.once("COMMIT", OnceAction.LOSE_ANSWER);

    Throwable failure =
        failure(
            transactions.run(open -> insert(open, 1).compose(done -> Transactions.commit(open))));

    assertThat(failure)
        .isInstanceOfSatisfying(
            ConnectionLostException.class, lost -> assertThat(lost.nothingWasDone()).isFalse());
    assertThat(DB.number("SELECT COUNT(*) FROM " + config.schema() + ".item")).isOne();
    assertLends(1, transactions);
  }

  @Test
  void whileTheServerRefusesConnectionsFewAreTriedAndAllCallersAreToldAtOnce() throws Exception {
    Pool pool = databases.open(config);
    proxy.accept(false);

    List<Future<RowSet<Row>>> refused =
        Stream.generate(() -> pool.query("SELECT 1").execute()).limit(2_000).toList();

    assertThat(refused)
        .allSatisfy(
            future ->
                assertThat(failure(future))
                    .isInstanceOfSatisfying(
                        DatabaseUnreachableException.class,
                        e -> assertThat(e.nothingWasDone()).isTrue()));
    proxy.accept(true);
    Awaitility.await().until(() -> succeeds(pool));
  }

  private static Future<RowSet<Row>> insert(SqlConnection connection, int id) {
    return connection.preparedQuery("INSERT INTO item (id) VALUES (?)").execute(Tuple.of(id));
  }

  /** Each of so many transactions ends only when all have a connection. */
  private static void assertLends(int number, Transactions transactions) {
    AtomicInteger lent = new AtomicInteger();
    Promise<Void> allAreLent = Promise.promise();
    List<Future<RowSet<Row>>> runs = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      runs.add(
          transactions.run(
              open -> {
                if (lent.incrementAndGet() == number) {
                  allAreLent.complete();
                }
                return allAreLent.future().compose(all -> Transactions.rollback(open));
              }));
    }
    await(Future.all(runs));
  }

  private static boolean succeeds(Pool pool) {
    return await(
        pool.query("SELECT 1")
            .execute()
            .transform(done -> Future.succeededFuture(done.succeeded())));
  }

  private static Throwable failure(Future<?> future) {
    return await(future.transform(done -> Future.succeededFuture(done.cause())));
  }
}
