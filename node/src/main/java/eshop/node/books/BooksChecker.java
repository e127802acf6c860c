package eshop.node.books;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Audits the books: reads every service's tables and the transaction manager's and reports each row
 * that breaks an {@link Invariant}. The invariants speak of sagas that have ended, so it first
 * waits for that. Blocking JDBC: for the command line and for tests, never on an event loop.
 */
public final class BooksChecker {
  /** Findings kept per statement; more rows of the same breach tell nothing new. */
  private static final int MAX_ROWS = 20;

  private static final long POLL_MS = 100;

  private final BooksConfig config;
  private final BooksRepository repository;

  public BooksChecker(BooksConfig config) {
    this.config = config;
    this.repository = new BooksRepository(config.schemas());
  }

  /**
   * Waits until no saga is unfinished, at most {@code patience}, then checks everything; sagas
   * still unfinished are findings of I4.
   *
   * @param acknowledged gids whose submit was answered, for I7; may be empty. None so old that its
   *     saga has been removed, unless it left an order
   * @return empty when the books balance
   */
  public List<Finding> check(Duration patience, Collection<String> acknowledged)
      throws SQLException, InterruptedException {
    try (Connection connection = config.connect()) {
      awaitQuiet(connection, patience);
      List<Finding> findings = new ArrayList<>();
      for (Map.Entry<Invariant, String> check : BooksRepository.CHECKS) {
        findings.addAll(breaches(connection, check.getKey(), check.getValue()));
      }
      findings.addAll(lost(connection, acknowledged));
      return findings;
    }
  }

  private void awaitQuiet(Connection connection, Duration patience)
      throws SQLException, InterruptedException {
    Instant deadline = Clock.systemUTC().instant().plus(patience);
    while (unfinished(connection) > 0 && Clock.systemUTC().instant().isBefore(deadline)) {
      Thread.sleep(POLL_MS);
    }
  }

  private long unfinished(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(repository.sql(BooksRepository.UNFINISHED))) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private List<Finding> breaches(Connection connection, Invariant invariant, String check)
      throws SQLException {
    List<Finding> findings = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(repository.sql(check) + " LIMIT " + MAX_ROWS)) {
      while (rows.next()) {
        findings.add(new Finding(invariant, describe(rows)));
      }
    }
    return findings;
  }

  private List<Finding> lost(Connection connection, Collection<String> acknowledged)
      throws SQLException {
    List<Finding> findings = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(repository.sql(BooksRepository.ACKNOWLEDGED))) {
      for (String gid : acknowledged) {
        statement.setString(1, gid);
        statement.setString(2, gid);
        try (ResultSet rows = statement.executeQuery()) {
          if (!rows.next()) {
            findings.add(new Finding(Invariant.I7, "gid=" + gid));
          }
        }
      }
    }
    return findings;
  }

  private static String describe(ResultSet row) throws SQLException {
    ResultSetMetaData columns = row.getMetaData();
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      text.append(i == 1 ? "" : " ")
          .append(columns.getColumnLabel(i))
          .append('=')
          .append(row.getString(i));
    }
    return text.toString();
  }
}
