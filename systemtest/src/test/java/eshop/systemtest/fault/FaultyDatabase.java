package eshop.systemtest.fault;

import eshop.faults.Signals;
import eshop.mariadb.EmbeddedMariaDb;
import eshop.mariadb.MariaDbOptions;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A MariaDB of the tests' own that can be killed, stopped and started on its port. */
final class FaultyDatabase implements Closeable {
  private static final long END_LIMIT_S = 30;

  private final MariaDbOptions options;
  private EmbeddedMariaDb server;

  FaultyDatabase(Path folder) {
    Path shared =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "eshop-mariadb-" + System.getProperty("user.name"));
    MariaDbOptions anyPort = MariaDbOptions.in(folder, 0).withBinaries(shared).forTests();
    server = EmbeddedMariaDb.start(anyPort);
    options = MariaDbOptions.in(folder, server.port()).withBinaries(shared).forTests();
  }

  int port() {
    return server.port();
  }

  String password() {
    return server.password();
  }

  /** Signal 9, and all connections break. */
  void kill() throws IOException {
    ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
    Signals.kill(server.pid());
    awaitEnd(process);
  }

  /** Signal 15: connections are told that the server shuts down. */
  void terminate() throws IOException {
    ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
    Signals.terminate(server.pid());
    awaitEnd(process);
  }

  /** After {@link #kill} or {@link #terminate}; returns when it answers. */
  void startAgain() {
    server.stop();
    server = EmbeddedMariaDb.start(options);
  }

  /** The administrator's {@code KILL} of every connection but this one. */
  int killConnections() throws SQLException {
    List<Long> ids = new ArrayList<>();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT id FROM information_schema.processlist"
                  + " WHERE id <> CONNECTION_ID() AND user = '"
                  + EmbeddedMariaDb.USER
                  + "'")) {
        while (rows.next()) {
          ids.add(rows.getLong(1));
        }
      }
      for (long id : ids) {
        killOne(statement, id);
      }
    }
    return ids.size();
  }

  private static void killOne(Statement statement, long id) throws SQLException {
    try {
      statement.execute("KILL " + id);
    } catch (SQLException e) {
      if (e.getErrorCode() != 1094) {
        throw e;
      }
    }
  }

  long connections() {
    return number(
        "SELECT COUNT(*) FROM information_schema.processlist WHERE id <> CONNECTION_ID()"
            + " AND user = '"
            + EmbeddedMariaDb.USER
            + "'");
  }

  long number(String sql) {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  void update(String sql) {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  public void close() {
    server.stop();
  }

  private static void awaitEnd(ProcessHandle process) throws IOException {
    try {
      process.onExit().get(END_LIMIT_S, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the database does not end", e);
    }
  }
}
