package eshop.testkit;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * The servers of a test JVM. Each is started at its first use and stopped at the JVM's end.
 *
 * <p>What they are is said by the property {@code test.database}: nothing for the MariaDB of the
 * class path, {@code mysql:FOLDER} for the MySQL that is unpacked there, {@code
 * mysql://user@host:port} for one that runs already.
 */
final class TestServers {
  /** The one that tests use when they do not say more. */
  static final TestServers MAIN = new TestServers();

  /** Another process, whose administrator is known. */
  static final TestServers SECOND = new TestServers();

  /** A MariaDB that says it is MySQL 8, so that what only MariaDB can do is not asked of it. */
  static final TestServers DISGUISED = new TestServers();

  static final String ADMINISTRATOR = "eshop_administrator";

  private static final String ADMINISTRATOR_PASSWORD = UUID.randomUUID().toString();

  private DatabaseServer server;
  private RuntimeException failure;

  private TestServers() {}

  /** A server that could not be started is not tried again: every test would wait for that. */
  synchronized DatabaseServer get() {
    if (failure != null) {
      throw new IllegalStateException("there is no database: " + failure.getMessage(), failure);
    }
    if (server == null) {
      try {
        server = start();
      } catch (RuntimeException e) {
        failure = e;
        throw e;
      }
      Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop-database"));
    }
    return server;
  }

  String administratorPassword() {
    if (this != SECOND) {
      throw new IllegalStateException("only the second server's administrator is known");
    }
    return ADMINISTRATOR_PASSWORD;
  }

  private DatabaseServer start() {
    String wanted = System.getProperty("test.database", "");
    if (this == DISGUISED) {
      return MariaDbServer.start("", List.of("--version=8.0.33"));
    }
    String firstSql = this == SECOND ? administrator() : "";
    if (wanted.startsWith("mysql://")) {
      return this == MAIN ? GivenServer.of(wanted) : MariaDbServer.start(firstSql, List.of());
    }
    if (wanted.startsWith("mysql:")) {
      return MySqlServer.start(Path.of(wanted.substring("mysql:".length())), firstSql);
    }
    if (!wanted.isEmpty()) {
      throw new IllegalArgumentException(
          "test.database must be mysql:FOLDER or mysql://user@host:port, not " + wanted);
    }
    return expected(MariaDbServer.start(firstSql, List.of()));
  }

  /** A run that is not on the version it is meant for shows nothing. */
  private static DatabaseServer expected(MariaDbServer server) {
    String version = System.getProperty("test.mariadb", "");
    try (Connection connection = server.connect()) {
      String found = connection.getMetaData().getDatabaseProductVersion();
      if (!found.startsWith(version)) {
        server.stop();
        throw new IllegalStateException("MariaDB " + found + " in place of " + version);
      }
      return server;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String administrator() {
    String user = "'" + ADMINISTRATOR + "'@'127.0.0.1'";
    return "CREATE USER "
        + user
        + " IDENTIFIED BY '"
        + ADMINISTRATOR_PASSWORD
        + "';\nGRANT ALL ON *.* TO "
        + user
        + " WITH GRANT OPTION;\n";
  }
}
