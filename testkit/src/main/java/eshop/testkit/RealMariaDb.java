package eshop.testkit;

import eshop.mariadb.EmbeddedMariaDb;
import eshop.mariadb.MariaDbOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
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
 * A real MariaDB for tests: one server a test JVM, started at its first use and stopped at the
 * JVM's end. Use it as {@code @RegisterExtension static final RealMariaDb DB = new RealMariaDb();};
 * every test class takes schemas of its own. All calls block.
 */
public final class RealMariaDb implements BeforeAllCallback {
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  /**
   * Starts at the first touch, under the lock of class loading, so parallel classes share it too.
   */
  private static final class Server {
    static final Path FOLDER = tempFolder();
    static final EmbeddedMariaDb DB = EmbeddedMariaDb.start(options());

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(Server::stop, "stop-mariadb"));
    }

    private static MariaDbOptions options() {
      return MariaDbOptions.in(FOLDER, 0).withBinaries(binaries()).forTests();
    }

    private static Path tempFolder() {
      try {
        return Files.createTempDirectory("eshop-db");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void stop() {
      DB.stop();
      try {
        delete(FOLDER);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
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
    return EmbeddedMariaDb.HOST;
  }

  public int port() {
    return Server.DB.port();
  }

  public String user() {
    return EmbeddedMariaDb.USER;
  }

  public String password() {
    return Server.DB.password();
  }

  /** Creates an empty schema whose name no other test has, such as {@code eshop_stock_7}. */
  public String freshSchema(String name) {
    String schema = newSchemaName(name);
    update("CREATE DATABASE " + schema);
    return schema;
  }

  /** A name for a schema that the code under test creates itself. */
  public String newSchemaName(String name) {
    return "eshop_" + name + "_" + SCHEMAS.incrementAndGet();
  }

  /**
   * All rows, each by column label in the order selected; tables are named {@code schema.table}.
   */
  public List<Map<String, Object>> query(String sql) {
    try (Connection connection = Server.DB.connect();
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

  /** Runs one statement and returns the rows it changed. */
  public int update(String sql) {
    try (Connection connection = Server.DB.connect();
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql + ": " + e.getMessage(), e);
    }
  }

  /** A plain connection, to hold a lock or a transaction open from outside. */
  public Connection connect() throws SQLException {
    return Server.DB.connect();
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
