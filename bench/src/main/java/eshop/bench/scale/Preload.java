package eshop.bench.scale;

import eshop.bench.db.BenchDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Fills the tables with old orders that all succeeded, spread over the past year. Each table is
 * written on a connection of its own, two at once, in large transactions, so the server's durable
 * commits cost nothing.
 */
final class Preload {
  static final long ROWS_MAX = 100_000_000;

  private static final long ROWS_PER_STATEMENT = 100_000;
  private static final int TABLES_AT_ONCE = 2;
  private static final long SPAN_MS = 365L * 24 * 3_600 * 1_000;

  private final BenchDatabase database;
  private final long rows;
  private final int users;
  private final boolean sagas;
  private final long startMs;
  private final Consumer<String> progress;
  private volatile boolean ended;

  /**
   * Not started.
   *
   * @param users the orders belong to users 1 to this
   * @param sagas whether the transaction manager's tables are filled too
   * @param nowMs the last order is a little older
   */
  Preload(
      BenchDatabase database,
      long rows,
      int users,
      boolean sagas,
      long nowMs,
      Consumer<String> progress) {
    this.database = database;
    this.rows = rows;
    this.users = users;
    this.sagas = sagas;
    this.startMs = nowMs - SPAN_MS - 1;
    this.progress = progress;
  }

  /** What the tables take then. */
  record Size(long tablesMib, long bufferPoolMib) {}

  /** Fills; the first failure ends it. Blocks. */
  void fill() throws Exception {
    long product = number(PreloadSql.FREE_PRODUCT);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql(PreloadSql.PRODUCT, product, 1, rows));
    }
    ExecutorService threads = Executors.newFixedThreadPool(TABLES_AT_ONCE);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (String insert : inserts()) {
        running.add(
            threads.submit(
                () -> {
                  fill(insert, product);
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new SQLException("the preload failed: " + e.getCause().getMessage(), e.getCause());
    } finally {
      ended = true;
      threads.shutdown();
    }
  }

  /** Of all tables, as the server estimates it, and of its memory for them. */
  Size size() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(database.schemas().in(PreloadSql.ESTIMATE));
    }
    return new Size(number(PreloadSql.TABLES_MIB), number(PreloadSql.BUFFER_POOL_MIB));
  }

  private List<String> inserts() {
    List<String> inserts =
        new ArrayList<>(
            List.of(
                PreloadSql.ORDERS,
                PreloadSql.PAYS,
                PreloadSql.ORDER_BARRIERS,
                PreloadSql.STOCK_BARRIERS,
                PreloadSql.COUPON_BARRIERS,
                PreloadSql.PAY_BARRIERS));
    if (sagas) {
      inserts.addAll(List.of(PreloadSql.SAGAS, PreloadSql.BRANCHES));
    }
    return inserts;
  }

  private void fill(String insert, long product) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION unique_checks = 0");
      for (long from = 1; from <= rows && !ended; from += ROWS_PER_STATEMENT) {
        long to = Math.min(rows, from + ROWS_PER_STATEMENT - 1);
        statement.executeUpdate(sql(insert, product, from, to));
      }
    } catch (SQLException e) {
      ended = true;
      throw e;
    }
    progress.accept("preloaded " + insert.replaceAll("INSERT INTO (\\S+) .*", "$1"));
  }

  private String sql(String statement, long product, long from, long to) {
    return database
        .schemas()
        .in(statement)
        .replace("{from}", String.valueOf(from))
        .replace("{to}", String.valueOf(to))
        .replace("{rows}", String.valueOf(rows))
        .replace("{users}", String.valueOf(users))
        .replace("{product}", String.valueOf(product))
        .replace("{start}", String.valueOf(startMs))
        .replace("{span}", String.valueOf(SPAN_MS));
  }

  private long number(String query) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rowsFound = statement.executeQuery(database.schemas().in(query))) {
      rowsFound.next();
      return rowsFound.getLong(1);
    }
  }
}
