package eshop.bench.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The transaction manager's own record of sagas, counted from outside; dtm's table, so it is the
 * same for every server that uses dtm or speaks for it. One connection, one thread at a time.
 */
public final class SagaTable implements AutoCloseable {
  /**
   * Sagas that wait for their next try.
   *
   * @param intervalS the interval they wait, or the next one
   * @param lastDueS from now until the last of them is due, whole seconds
   */
  public record Retries(long intervalS, long sagas, long lastDueS) {}

  private final Connection connection;
  private final Schemas schemas;
  private final long lastBefore;

  /** Opens a connection; what is counted starts now. */
  public SagaTable(BenchDatabase database) throws SQLException {
    this.connection = database.connectToRepeat();
    this.schemas = database.schemas();
    try (PreparedStatement query = prepare(BenchSql.LAST_SAGA);
        ResultSet rows = query.executeQuery()) {
      rows.next();
      this.lastBefore = rows.getLong(1);
    }
  }

  /** Sagas of this run that succeeded or failed. */
  public synchronized long finished() throws SQLException {
    return since(BenchSql.FINAL_SINCE);
  }

  /** Sagas of this run that go on. */
  public synchronized long unfinished() throws SQLException {
    return since(BenchSql.UNFINISHED_SINCE);
  }

  /** Sagas of this run by dtm's word for their state. */
  public synchronized Map<String, Long> byStatus() throws SQLException {
    Map<String, Long> counts = new TreeMap<>();
    try (PreparedStatement query = prepare(BenchSql.BY_STATUS_SINCE)) {
      query.setLong(1, lastBefore);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          counts.put(rows.getString(1), rows.getLong(2));
        }
      }
    }
    return counts;
  }

  /** The unfinished sagas of this run by their back-off, shortest first. */
  public synchronized List<Retries> retries() throws SQLException {
    List<Retries> found = new ArrayList<>();
    try (PreparedStatement query = prepare(BenchSql.RETRIES_SINCE)) {
      query.setLong(1, lastBefore);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          found.add(new Retries(rows.getLong(1), rows.getLong(2), rows.getLong(3)));
        }
      }
    }
    return found;
  }

  /**
   * Those of these orders that are final; the list is not empty. It is asked for in lengths of
   * powers of two, because the server keeps each as a statement.
   */
  public synchronized List<String> finalOf(List<String> gids) throws SQLException {
    int places = Integer.highestOneBit(2 * gids.size() - 1);
    String list = String.join(",", Collections.nCopies(places, "?"));
    List<String> found = new ArrayList<>();
    try (PreparedStatement query = prepare(BenchSql.FINAL_OF + "(" + list + ")")) {
      for (int i = 0; i < places; i++) {
        query.setString(i + 1, gids.get(Math.min(i, gids.size() - 1)));
      }
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
    }
    return found;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private long since(String statement) throws SQLException {
    try (PreparedStatement query = prepare(statement)) {
      query.setLong(1, lastBefore);
      try (ResultSet rows = query.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  private PreparedStatement prepare(String statement) throws SQLException {
    return connection.prepareStatement(BenchSql.of(statement, schemas));
  }
}
