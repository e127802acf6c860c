package eshop.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.testkit.RealMariaDb;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLBuilder;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All of a transaction is left, or nothing. */
class TransactionsTest {
  @RegisterExtension static final RealMariaDb DB = new RealMariaDb();

  private Vertx vertx;
  private Pool reads;
  private Transactions transactions;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    String schema = DB.freshSchema("transactions");
    reads = pool(schema, 1);
    transactions = transactions(pool(schema, 0));
    result(
        reads
            .query("CREATE TABLE item (id VARCHAR(64) PRIMARY KEY, units BIGINT NOT NULL)")
            .execute());
  }

  @AfterEach
  void stop() throws Exception {
    result(vertx.close());
  }

  @Test
  void workThatCommitsIsDurable() throws Exception {
    result(
        transactions.run(open -> insert(open, "a", 5).compose(done -> Transactions.commit(open))));

    assertThat(units()).containsExactly("a=5");
  }

  @Test
  void nothingIsLeftOfWorkThatFails() throws Exception {
    Throwable failure =
        failure(
            transactions.run(
                open ->
                    insert(open, "a", 5)
                        .compose(done -> Future.failedFuture(new IllegalStateException("a bug")))));

    assertThat(failure).hasMessage("a bug");
    assertThat(units()).isEmpty();
  }

  @Test
  void theNextTransactionOfAConnectionSeesNothingOfOneThatFailed() throws Exception {
    failure(
        transactions.run(
            open -> insert(open, "a", 5).compose(done -> insert(open, "a", 6)).mapEmpty()));

    result(
        transactions.run(open -> insert(open, "b", 1).compose(done -> Transactions.commit(open))));

    assertThat(units()).containsExactly("b=1");
  }

  @Test
  void connectionsThatCommitEachStatementAreNotUsed() throws Exception {
    transactions = transactions(reads);

    assertThat(failure(transactions.run(open -> insert(open, "a", 5))))
        .hasMessageContaining("autocommit off");
    assertThat(units()).isEmpty();
  }

  private static Future<RowSet<Row>> insert(SqlConnection connection, String id, long units) {
    return connection
        .preparedQuery("INSERT INTO item (id, units) VALUES (?, ?)")
        .execute(Tuple.of(id, units));
  }

  private List<String> units() throws Exception {
    List<String> units = new ArrayList<>();
    result(reads.query("SELECT id, units FROM item ORDER BY id").execute())
        .forEach(row -> units.add(row.getString("id") + '=' + row.getLong("units")));
    return units;
  }

  private Transactions transactions(Pool pool) {
    return new Transactions(vertx, pool, "test", 8_000);
  }

  private Pool pool(String schema, int autocommit) {
    MySQLConnectOptions options =
        new MySQLConnectOptions()
            .setHost(DB.host())
            .setPort(DB.port())
            .setUser(DB.user())
            .setPassword(DB.password())
            .setDatabase(schema);
    return MySQLBuilder.pool(
        builder ->
            builder
                .using(vertx)
                .connectingTo(options)
                .with(new PoolOptions().setMaxSize(1))
                .withConnectHandler(
                    connection ->
                        connection
                            .query("SET SESSION autocommit=" + autocommit)
                            .execute()
                            .onComplete(done -> connection.close())));
  }

  private static Throwable failure(Future<?> future) throws Exception {
    return result(future.transform(done -> Future.succeededFuture(done.cause())));
  }

  private static <T> T result(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
