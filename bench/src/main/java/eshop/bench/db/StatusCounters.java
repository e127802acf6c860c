package eshop.bench.db;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The database server's own counters of its work. They are of the whole server: nothing else may
 * use it during a run. The looks of the load generator itself are in them, see {@code ownLooks}.
 */
public final class StatusCounters implements AutoCloseable {
  /** What is reported, in this order. */
  public static final List<String> NAMES =
      List.of(
          "Questions",
          "Com_stmt_prepare",
          "Com_stmt_execute",
          "Com_select",
          "Com_insert",
          "Com_update",
          "Com_delete",
          "Com_commit",
          "Com_rollback",
          "Handler_commit",
          "Handler_write",
          "Handler_update",
          "Innodb_os_log_written",
          "Innodb_data_fsyncs",
          "Bytes_received",
          "Bytes_sent");

  private final Connection connection;

  /** Opens a connection of its own. */
  public StatusCounters(BenchDatabase database) throws SQLException {
    this.connection = database.connect();
  }

  /** The counters now. */
  public Map<String, Long> read() throws SQLException {
    Map<String, Long> all = new LinkedHashMap<>();
    NAMES.forEach(name -> all.put(name, 0L));
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(BenchSql.GLOBAL_STATUS)) {
      while (rows.next()) {
        if (all.containsKey(rows.getString(1))) {
          all.put(rows.getString(1), rows.getLong(2));
        }
      }
    }
    return all;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
