package eshop.node.books;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.Map;

/** A connection to each book, so that two can be read side by side. */
final class OpenBooks implements AutoCloseable {
  private final Map<Book, Connection> connections = new EnumMap<>(Book.class);
  private String collationOfGid = "";

  private OpenBooks() {}

  /** Opens all; where one cannot be had, none stays open. */
  static OpenBooks open(BooksConfig config) throws SQLException {
    OpenBooks books = new OpenBooks();
    try {
      for (Book book : Book.values()) {
        books.connections.put(book, config.connect(book));
      }
      books.collationOfGid = one(books.connection(Book.DTM), BooksRepository.COLLATION_OF_GID);
      return books;
    } catch (SQLException e) {
      books.close();
      throw e;
    }
  }

  Connection connection(Book book) {
    return connections.get(book);
  }

  KeyedRows read(BookCheck.Rows rows) throws SQLException {
    return KeyedRows.of(
        connection(rows.book()), BooksRepository.inOrderOfBytes(rows.sql(), collationOfGid));
  }

  /** The first of the rows, so many at most, in no order. */
  KeyedRows readSome(BookCheck.Rows rows, int max) throws SQLException {
    return KeyedRows.of(connection(rows.book()), rows.sql() + " LIMIT " + max);
  }

  private static String one(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "";
    }
  }

  @Override
  public void close() throws SQLException {
    SQLException first = null;
    for (Connection connection : connections.values()) {
      try {
        connection.close();
      } catch (SQLException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
