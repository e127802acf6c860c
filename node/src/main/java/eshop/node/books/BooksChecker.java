package eshop.node.books;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Audits the books: reads every service's tables and the transaction manager's, wherever they are,
 * and reports each row that breaks an {@link Invariant}. The invariants speak of sagas that have
 * ended, so it first waits for that. Blocking JDBC: for the command line and for tests, never on an
 * event loop.
 */
public final class BooksChecker {
  /** Findings kept per check; more rows of the same breach tell nothing new. */
  private static final int MAX_ROWS = 20;

  private static final long POLL_MS = 100;

  private final BooksConfig config;

  public BooksChecker(BooksConfig config) {
    this.config = config;
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
    try (OpenBooks books = OpenBooks.open(config)) {
      awaitQuiet(books.connection(Book.DTM), patience);
      List<Finding> findings = new ArrayList<>();
      for (BookCheck check : BooksRepository.CHECKS) {
        findings.addAll(breaches(books, check));
      }
      findings.addAll(lost(books, acknowledged));
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

  private static long unfinished(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(BooksRepository.UNFINISHED)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static List<Finding> breaches(OpenBooks books, BookCheck check) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    if (check.others() == null) {
      try (KeyedRows rows = books.readSome(check.rows(), MAX_ROWS)) {
        while (rows.next()) {
          findings.add(new Finding(check.invariant(), rows.describe(true)));
        }
      }
      return findings;
    }
    try (KeyedRows rows = books.read(check.rows())) {
      if (rows.nextInOrder()) {
        try (KeyedRows others = books.read(check.others())) {
          compare(check, rows, others, findings);
        }
      }
    }
    return findings;
  }

  /** Both go forward only: the others wait for the rows to come to their key, and pass no row. */
  private static void compare(
      BookCheck check, KeyedRows rows, KeyedRows others, List<Finding> findings)
      throws SQLException {
    boolean more = others.nextInOrder();
    do {
      while (more && others.compareKey(rows) < 0) {
        more = others.nextInOrder();
      }
      KeyedRows other = more && others.compareKey(rows) == 0 ? others : null;
      if (check.breach().by(rows, other)) {
        String beside = other == null ? "" : " " + other.describe(false);
        findings.add(new Finding(check.invariant(), (rows.describe(true) + beside).strip()));
      }
    } while (findings.size() < MAX_ROWS && rows.nextInOrder());
  }

  private static List<Finding> lost(OpenBooks books, Collection<String> acknowledged)
      throws SQLException {
    List<Finding> findings = new ArrayList<>();
    try (PreparedStatement saga =
            books.connection(Book.DTM).prepareStatement(BooksRepository.SAGA);
        PreparedStatement order =
            books.connection(Book.ORDER).prepareStatement(BooksRepository.ORDER)) {
      for (String gid : acknowledged) {
        if (!found(saga, gid) && !found(order, gid)) {
          findings.add(new Finding(Invariant.I7, "gid=" + gid));
        }
      }
    }
    return findings;
  }

  private static boolean found(PreparedStatement statement, String gid) throws SQLException {
    statement.setString(1, gid);
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next();
    }
  }
}
