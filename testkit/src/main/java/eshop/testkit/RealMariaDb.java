package eshop.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real database for tests: MariaDB, or what the property {@code test.database} names; see {@link
 * TestServers}. One server a test JVM, started at its first use and stopped at the JVM's end. Use
 * it as {@code @RegisterExtension static final RealMariaDb DB = new RealMariaDb();}; every test
 * class takes schemas of its own. All calls block.
 */
public final class RealMariaDb implements BeforeAllCallback {
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  /** No other JVM's, where schemas are found by the next one. */
  private static final String RUN = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

  private final TestServers which;

  /** The server that all tests share. */
  public RealMariaDb() {
    this(TestServers.MAIN);
  }

  private RealMariaDb(TestServers which) {
    this.which = which;
  }

  /** A second server process, for what is on servers of its own, or needs an administrator. */
  public static RealMariaDb second() {
    return new RealMariaDb(TestServers.SECOND);
  }

  /** A MariaDB that says it is MySQL 8 when it is connected to. */
  public static RealMariaDb disguisedAsMySql() {
    return new RealMariaDb(TestServers.DISGUISED);
  }

  /** The server's program, which all tests of a user share. */
  static Path binaries() {
    String shared = "eshop-mariadb-" + System.getProperty("user.name");
    return Path.of(System.getProperty("java.io.tmpdir"), shared);
  }

  /** Deletes a folder with all that is in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    port();
  }

  public String host() {
    return which.get().host();
  }

  public int port() {
    return which.get().port();
  }

  public String user() {
    return which.get().user();
  }

  public String password() {
    return which.get().password();
  }

  /** Whether it says so to those who connect. */
  public boolean saysMariaDb() {
    return which != TestServers.DISGUISED && which.get().isMariaDb();
  }

  /** Creates an empty schema whose name no other test has, such as {@code eshop_stock_7}. */
  public String freshSchema(String name) {
    String schema = newSchemaName(name);
    update("CREATE DATABASE " + schema);
    return schema;
  }

  /** A name for a schema that the code under test creates itself. */
  public String newSchemaName(String name) {
    String run = which.get().isKept() ? RUN + "_" : "";
    return "eshop_" + name + "_" + run + SCHEMAS.incrementAndGet();
  }

  /**
   * All rows, each by column label in the order selected; tables are named {@code schema.table}.
   */
  public List<Map<String, Object>> query(String sql) {
    try (Connection connection = which.get().connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<Map<String, Object>> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(row(result));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(sql + ": " + e.getMessage(), e);
    }
  }

  /** The one number that the query selects, for counts and sums; an SQL NULL is 0. */
  public long number(String sql) {
    Object value = query(sql).get(0).values().iterator().next();
    return value == null ? 0 : ((Number) value).longValue();
  }

  /** One of the server's counters, such as {@code Com_commit}; 0 where it has no such counter. */
  public long status(String counter) {
    List<Map<String, Object>> rows = query("SHOW GLOBAL STATUS LIKE '" + counter + "'");
    return rows.isEmpty() ? 0 : Long.parseLong(rows.get(0).get("Value").toString());
  }

  /** The deadlocks that the server has resolved so far. */
  public long deadlocks() {
    return which.get().isMariaDb()
        ? status("Innodb_deadlocks")
        : number(
            "SELECT `count` FROM information_schema.innodb_metrics WHERE name = 'lock_deadlocks'");
  }

  /** Runs one statement and returns the rows it changed. */
  public int update(String sql) {
    try (Connection connection = which.get().connect();
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql + ": " + e.getMessage(), e);
    }
  }

  /** A plain connection, to hold a lock or a transaction open from outside. */
  public Connection connect() throws SQLException {
    return which.get().connect();
  }

  /** Somebody else's plain connection. */
  public Connection connect(String account, String password) throws SQLException {
    return which.get().connect(account, password);
  }

  /** Runs a script of several statements as one who may do everything. */
  public void administrate(String script) {
    try (Connection connection = connect(TestServers.ADMINISTRATOR, which.administratorPassword());
        Statement statement = connection.createStatement()) {
      statement.execute(script);
      while (statement.getMoreResults() || statement.getUpdateCount() >= 0) {
        // An error of any of them is thrown when its result is come to.
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private static Map<String, Object> row(ResultSet result) throws SQLException {
    ResultSetMetaData columns = result.getMetaData();
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      row.put(columns.getColumnLabel(i), result.getObject(i));
    }
    return row;
  }
}
