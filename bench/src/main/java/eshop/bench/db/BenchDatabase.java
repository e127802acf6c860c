package eshop.bench.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

/**
 * The server's database, seen from beside it: blocking JDBC, for the threads of a run, never for
 * the load's event loop.
 *
 * @param url {@code jdbc:mariadb://host:port/}
 * @param password not shown by toString
 */
public record BenchDatabase(String url, String user, String password, Schemas schemas) {
  /** A connection of its own; the caller closes it. */
  public Connection connect() throws SQLException {
    return connect(false);
  }

  /**
   * A connection whose statements the server prepares once: for those that are sent again and again
   * beside a load, because the server need not read their text each time.
   */
  Connection connectToRepeat() throws SQLException {
    return connect(true);
  }

  private Connection connect(boolean prepared) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("sslMode", "disable");
    // MySQL logs in without TLS by a key that the driver has to fetch.
    properties.setProperty("allowPublicKeyRetrieval", "true");
    properties.setProperty("useServerPrepStmts", String.valueOf(prepared));
    properties.setProperty("connectTimeout", "3000");
    properties.setProperty("socketTimeout", "120000");
    Connection connection = new org.mariadb.jdbc.Driver().connect(url, properties);
    if (connection == null) {
      throw new SQLException("--jdbc must be jdbc:mariadb://host:port/, not " + url);
    }
    return connection;
  }

  @Override
  public String toString() {
    return user + "@" + url;
  }
}
