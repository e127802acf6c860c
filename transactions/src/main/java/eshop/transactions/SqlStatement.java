package eshop.transactions;

import io.vertx.sqlclient.Tuple;

/**
 * One statement of a transaction that is sent as a whole, by {@link Transactions#alone}.
 *
 * @param sql with a question mark for each parameter and none elsewhere
 * @param parameters as many; text, whole numbers, times, bytes or null
 * @param rows so many it must insert, or an UPDATE must match; {@link #ANY} for no matter
 */
public record SqlStatement(String sql, Tuple parameters, int rows) {
  /** However many rows. */
  public static final int ANY = -1;

  private static final char PLACE = '?';

  /** Checks the numbers. */
  public SqlStatement {
    long places = sql.chars().filter(c -> c == PLACE).count();
    if (places != parameters.size()) {
      throw new IllegalArgumentException(
          "%d parameters for %d places: %s".formatted(parameters.size(), places, sql));
    }
  }

  /** A statement that must insert or match one row. */
  public static SqlStatement ofOneRow(String sql, Tuple parameters) {
    return new SqlStatement(sql, parameters, 1);
  }

  /** The statement with its parameters written out; nothing in them can end a literal. */
  String text() {
    StringBuilder text = new StringBuilder(sql.length() + 32 * parameters.size());
    int next = 0;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == PLACE) {
        SqlLiteral.append(text, parameters.getValue(next++));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
