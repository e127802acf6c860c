package eshop.node.books;

import java.sql.SQLException;

/**
 * A check of an {@link Invariant}: rows of one book, each beside the row of another book that has
 * the same key. The books may be on different servers, so they are not joined there but read side
 * by side, both in the order of their keys; so it takes no memory however many rows there are.
 *
 * @param rows each is looked at; several may have the same key
 * @param others no two have the same key; null: there is nothing to compare with
 */
record BookCheck(Invariant invariant, Rows rows, Rows others, Breach breach) {

  /**
   * Rows of one book.
   *
   * @param sql the first column is the key, and the rows are in its order, numbers by value, words
   *     by their bytes; unless they are compared with nothing
   */
  record Rows(Book book, String sql) {}

  /** The rule that a row breaks. */
  @FunctionalInterface
  interface Breach {
    /**
     * Whether it does.
     *
     * @param other of the same key, null when there is none
     */
    boolean by(KeyedRows row, KeyedRows other) throws SQLException;
  }

  /** Rows that must not be there at all. */
  static BookCheck none(Invariant invariant, Rows rows) {
    return new BookCheck(invariant, rows, null, (row, other) -> true);
  }

  /** Rows that must have one of the same key in the other book. */
  static BookCheck present(Invariant invariant, Rows rows, Rows others) {
    return new BookCheck(invariant, rows, others, (row, other) -> other == null);
  }

  /** Rows that must have none of the same key in the other book. */
  static BookCheck absent(Invariant invariant, Rows rows, Rows others) {
    return new BookCheck(invariant, rows, others, (row, other) -> other != null);
  }

  /** Rows that must have one of the same key in the other book, with the same in a column. */
  static BookCheck equal(Invariant invariant, Rows rows, Rows others, String column) {
    return new BookCheck(
        invariant,
        rows,
        others,
        (row, other) -> other == null || !row.text(column).equals(other.text(column)));
  }
}
