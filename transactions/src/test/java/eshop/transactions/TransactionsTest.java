package eshop.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.testkit.RealMariaDb;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mysqlclient.MySQLBuilder;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One round trip must leave what several would, or nothing. */
class TransactionsTest {
  @RegisterExtension static final RealMariaDb DB = new RealMariaDb();

  private static final String INSERT =
      "INSERT INTO item (id, units, note, bytes, at) VALUES (?, ?, ?, ?, ?)";
  private static final String TAKE =
      "UPDATE item SET units = units - ? WHERE id = ? AND units >= ?";
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 2, 28, 23, 59, 59, 123_456_000);

  private final List<String> asked = new ArrayList<>();
  private Vertx vertx;
  private Pool reads;
  private Transactions transactions;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    String schema = DB.freshSchema("transactions");
    reads = pool(schema, 1);
    transactions = new Transactions(pool(schema, 0));
    result(
        reads
            .query(
                """
                CREATE TABLE item (
                  id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
                  units BIGINT NOT NULL,
                  note VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
                  bytes BLOB,
                  at DATETIME(6))""")
            .execute());
  }

  @AfterEach
  void stop() throws Exception {
    result(vertx.close());
  }

  @Test
  void statementsThatAllHitTheirRowsAreDurable() throws Exception {
    result(alone(row("a", 5), SqlStatement.ofOneRow(TAKE, Tuple.of(2L, "a", 2L)), row("b", 1)));

    assertThat(units()).containsExactly("a=3", "b=1");
    assertThat(asked).isEmpty();
  }

  @Test
  void nothingIsLeftWhenOneMissesItsRow() throws Exception {
    result(alone(row("a", 5), SqlStatement.ofOneRow(TAKE, Tuple.of(6L, "a", 6L)), row("b", 1)));

    assertThat(units()).isEmpty();
    assertThat(asked).containsExactly("otherwise");
  }

  @Test
  void nothingIsLeftWhenTheLastOneFails() throws Exception {
    result(alone(row("a", 5)));

    result(alone(row("b", 1), row("a", 7)));

    assertThat(units()).containsExactly("a=5");
    assertThat(asked).containsExactly("otherwise");
  }

  @Test
  void oneThatMayHitAnyNumberOfRowsHoldsNothingUp() throws Exception {
    SqlStatement none = new SqlStatement(TAKE, Tuple.of(1L, "nobody", 1L), SqlStatement.ANY);

    result(alone(none, row("a", 5)));

    assertThat(units()).containsExactly("a=5");
  }

  @Test
  void whatIsDoneInsteadIsATransactionOfItsOwn() throws Exception {
    result(alone(row("a", 5)));

    result(
        transactions.alone(
            List.of(row("b", 1), row("a", 7)),
            "alone",
            open ->
                open.preparedQuery(TAKE)
                    .execute(Tuple.of(1L, "a", 1L))
                    .compose(done -> Transactions.commit(open))
                    .map("otherwise")));

    assertThat(units()).containsExactly("a=4");
  }

  @Test
  void anyValueArrivesAsItIs() throws Exception {
    String note = "'; DROP TABLE item; -- \\' \" ` %s ? \0 \n Grüße 漢字 😀";
    byte[] every = new byte[256];
    for (int i = 0; i < every.length; i++) {
      every[i] = (byte) i;
    }

    result(alone(insert("a", Long.MIN_VALUE, note, Buffer.buffer(every), TIME)));
    result(alone(insert("b", Long.MAX_VALUE, "", Buffer.buffer(), TIME.withNano(0))));
    result(alone(insert("c", 0, null, null, null)));

    List<Row> rows = rows();
    assertThat(rows.get(0).getLong("units")).isEqualTo(Long.MIN_VALUE);
    assertThat(rows.get(0).getString("note")).isEqualTo(note);
    assertThat(rows.get(0).getBuffer("bytes").getBytes()).isEqualTo(every);
    assertThat(rows.get(0).getLocalDateTime("at")).isEqualTo(TIME);
    assertThat(rows.get(1).getLong("units")).isEqualTo(Long.MAX_VALUE);
    assertThat(rows.get(1).getString("note")).isEmpty();
    assertThat(rows.get(1).getBuffer("bytes").length()).isZero();
    assertThat(rows.get(2).getString("note")).isNull();
    assertThat(rows.get(2).getBuffer("bytes")).isNull();
    assertThat(rows.get(2).getLocalDateTime("at")).isNull();
  }

  @Test
  void aTextThatIsTooLongGoesTheOtherWay() throws Exception {
    Buffer large = Buffer.buffer(new byte[40_000]);

    result(alone(insert("a", 1, null, large, null)));

    assertThat(asked).containsExactly("otherwise");
  }

  @Test
  void aLostConnectionIsAFailureAndNotTriedAgain() throws Exception {
    SqlStatement end = new SqlStatement("KILL CONNECTION_ID()", Tuple.tuple(), SqlStatement.ANY);

    Throwable failure = failure(alone(row("a", 5), end));

    assertThat(failure).isNotNull();
    assertThat(asked).isEmpty();
    assertThat(units()).isEmpty();
  }

  @Test
  void connectionsThatCommitEachStatementAreNotUsed() throws Exception {
    transactions = new Transactions(reads);

    assertThat(failure(alone(row("a", 5)))).hasMessageContaining("autocommit off");
  }

  private Future<String> alone(SqlStatement... statements) {
    Function<SqlConnection, Future<String>> otherwise =
        open -> {
          asked.add("otherwise");
          return Transactions.rollback(open).map("otherwise");
        };
    return transactions.alone(List.of(statements), "alone", otherwise);
  }

  private static SqlStatement row(String id, long units) {
    return insert(id, units, null, null, null);
  }

  private static SqlStatement insert(
      String id, long units, String note, Buffer bytes, LocalDateTime at) {
    return SqlStatement.ofOneRow(INSERT, Tuple.of(id, units, note, bytes, at));
  }

  private List<String> units() throws Exception {
    return rows().stream().map(row -> row.getString("id") + '=' + row.getLong("units")).toList();
  }

  private List<Row> rows() throws Exception {
    List<Row> rows = new ArrayList<>();
    result(reads.query("SELECT * FROM item ORDER BY id").execute()).forEach(rows::add);
    return rows;
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
