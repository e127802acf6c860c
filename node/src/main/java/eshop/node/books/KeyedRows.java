package eshop.node.books;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Arrays;
import java.util.Set;

/**
 * Rows as they come from a server, a portion at a time, with a key in their first column. While
 * they are read their connection can do nothing else.
 */
final class KeyedRows implements AutoCloseable {
  private static final int PORTION = 1_000;
  private static final Set<Integer> NUMBERS =
      Set.of(Types.BIGINT, Types.INTEGER, Types.DECIMAL, Types.NUMERIC);

  private final Statement statement;
  private final ResultSet result;
  private final boolean numbers;
  private String key;

  private KeyedRows(Statement statement, ResultSet result) throws SQLException {
    this.statement = statement;
    this.result = result;
    this.numbers = NUMBERS.contains(result.getMetaData().getColumnType(1));
  }

  static KeyedRows of(Connection connection, String sql) throws SQLException {
    Statement statement = connection.createStatement();
    statement.setFetchSize(PORTION);
    return new KeyedRows(statement, statement.executeQuery(sql));
  }

  /** Goes to the next row; false after the last. */
  boolean next() throws SQLException {
    return result.next();
  }

  /**
   * Goes to the next row, whose key does not come before this one's.
   *
   * @throws IllegalStateException when it does: then nothing can be said of the rows
   */
  boolean nextInOrder() throws SQLException {
    if (!result.next()) {
      return false;
    }
    String before = key;
    key = result.getString(1);
    if (before != null && compare(before, key) > 0) {
      throw new IllegalStateException("rows out of order: " + before + " before " + key);
    }
    return true;
  }

  /** Less than 0 when this row's key comes before the other's, 0 when it is the same. */
  int compareKey(KeyedRows other) {
    return compare(key, other.key);
  }

  String text(String column) throws SQLException {
    return String.valueOf(result.getString(column));
  }

  long number(String column) throws SQLException {
    return result.getLong(column);
  }

  /** "column=value …", the key only for the first of two rows. */
  String describe(boolean withKey) throws SQLException {
    ResultSetMetaData columns = result.getMetaData();
    StringBuilder text = new StringBuilder();
    for (int i = withKey ? 1 : 2; i <= columns.getColumnCount(); i++) {
      text.append(text.isEmpty() ? "" : " ")
          .append(columns.getColumnLabel(i))
          .append('=')
          .append(result.getString(i));
    }
    return text.toString();
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }

  private int compare(String a, String b) {
    return numbers
        ? new BigInteger(a).compareTo(new BigInteger(b))
        : Arrays.compareUnsigned(
            a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
