package eshop.testkit;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;

/** A server that somebody else runs and keeps. */
record GivenServer(String host, int port, String user, String password, boolean isMariaDb)
    implements DatabaseServer {
  /** Where its password is; never on a command line. */
  static final String PASSWORD_VARIABLE = "TEST_DATABASE_PASSWORD";

  /** From {@code mysql://user@host:port}, whatever the server is. */
  static GivenServer of(String address) {
    URI uri = URI.create(address);
    if (uri.getUserInfo() == null || uri.getHost() == null || uri.getPort() < 0) {
      throw new IllegalArgumentException(
          "test.database must be mysql://user@host:port, not " + address);
    }
    String password = System.getenv().getOrDefault(PASSWORD_VARIABLE, "");
    GivenServer unknown =
        new GivenServer(uri.getHost(), uri.getPort(), uri.getUserInfo(), password, false);
    try (Connection connection = unknown.connect()) {
      boolean mariaDb = connection.getMetaData().getDatabaseProductVersion().contains("MariaDB");
      return new GivenServer(uri.getHost(), uri.getPort(), uri.getUserInfo(), password, mariaDb);
    } catch (SQLException e) {
      throw new IllegalStateException(address + ": " + e.getMessage(), e);
    }
  }

  @Override
  public boolean isKept() {
    return true;
  }

  @Override
  public void stop() {
    // It is not ours.
  }
}
