package eshop.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** A database server that tests may use, and how it is reached. */
interface DatabaseServer {
  String host();

  int port();

  /** May do everything in the schemas {@code eshop_…} and {@code dtm}, which it also creates. */
  String user();

  String password();

  /** Whether it is one, whatever it says. */
  boolean isMariaDb();

  /** Whether what tests leave on it is found by the next ones. */
  default boolean isKept() {
    return false;
  }

  /** Ends what was started for the tests; leaves alone what was not. */
  void stop();

  /** A plain connection of the usual user. */
  default Connection connect() throws SQLException {
    return connect(user(), password());
  }

  /** Somebody's plain connection; more than one statement may be sent at once. */
  default Connection connect(String who, String secret) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", who);
    properties.setProperty("password", secret);
    properties.setProperty("sslMode", "disable");
    properties.setProperty("allowPublicKeyRetrieval", "true");
    properties.setProperty("allowMultiQueries", "true");
    properties.setProperty("connectTimeout", "3000");
    return DriverManager.getConnection(
        "jdbc:mariadb://%s:%d/".formatted(host(), port()), properties);
  }
}
