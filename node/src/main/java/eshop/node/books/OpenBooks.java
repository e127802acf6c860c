package eshop.node.books;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;

/** A connection to each book, so that two can be read side by side. */
final class OpenBooks implements AutoCloseable {
  private final Map<Book, Connection> connections = new EnumMap<>(Book.class);

  private OpenBooks() {}

  /** Opens all; where one cannot be had, none stays open. */
  static OpenBooks open(BooksConfig config) throws SQLException {
    OpenBooks books = new OpenBooks();
    try {
      for (Book book : Book.values()) {
        books.connections.put(book, config.connect(book));
      }
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
    return KeyedRows.of(connection(rows.book()), rows.sql());
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
