package eshop.saga;

import eshop.platform.db.BatchFailure;
import eshop.platform.db.Parts;
import io.vertx.core.Future;
import io.vertx.mysqlclient.MySQLException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The few shapes in which {@link BranchEffects} speak SQL for many calls at once: rows inserted by
 * one statement, and conditional statements sent together, each asked whether it hit its row.
 */
public final class BatchSql {
  private static final int DUPLICATE_KEY = 1062;

  private BatchSql() {}

  /**
   * Inserts all rows by a few statements that are sent together; does nothing when there are none.
   *
   * @param insert up to and including VALUES
   * @param row the placeholders of one row: "(?, ?)"
   */
  public static Future<Void> insert(
      SqlConnection connection, String insert, String row, List<Tuple> rows) {
    return inParts(
            rows,
            part ->
                connection
                    .preparedQuery(statement(insert, row, part.size()))
                    .execute(parameters(part)))
        .mapEmpty();
  }

  /**
   * Sends a statement for each of the rows' {@link Parts}, all together.
   *
   * @return the parts' results; fails with the first failure when all have come back
   */
  static Future<List<RowSet<Row>>> inParts(
      List<Tuple> rows, Function<List<Tuple>, Future<RowSet<Row>>> send) {
    List<Future<RowSet<Row>>> sent = Parts.of(rows).stream().map(send).toList();
    return Future.join(sent).map(all -> sent.stream().map(Future::result).toList());
  }

  /**
   * Sends one conditional statement an item, all together and in the items' order.
   *
   * @return the items whose statement found no row, in their order
   */
  public static <T> Future<List<T>> missed(
      SqlConnection connection,
      String statement,
      List<T> items,
      Function<? super T, Tuple> parameters) {
    if (items.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    List<Tuple> batch = new ArrayList<>(items.size());
    items.forEach(item -> batch.add(parameters.apply(item)));
    return each(connection, statement, batch)
        .map(
            result -> {
              List<T> missed = new ArrayList<>();
              RowSet<Row> one = result;
              for (T item : items) {
                if (one.rowCount() == 0) {
                  missed.add(item);
                }
                one = one.next();
              }
              return missed;
            });
  }

  /**
   * Sends the statement once for each row of parameters, all together. Fails as the first one that
   * fails does: the driver has a failure of its own for a batch, which does not say whether it was
   * a deadlock.
   */
  static Future<RowSet<Row>> each(SqlConnection connection, String statement, List<Tuple> rows) {
    return connection
        .preparedQuery(statement)
        .executeBatch(rows)
        .recover(failure -> Future.failedFuture(BatchFailure.firstOf(failure)));
  }

  /**
   * The items, the last one repeated until their number is a power of two: for lists in which a
   * repetition changes nothing, so that a connection prepares a handful of statements and not one
   * for each length.
   *
   * @param items one or more
   */
  public static <T> List<T> padded(List<T> items) {
    List<T> padded = new ArrayList<>(items);
    T last = items.get(items.size() - 1);
    while (Integer.bitCount(padded.size()) != 1) {
      padded.add(last);
    }
    return padded;
  }

  /** As many placeholders: "?, ?, ?". */
  public static String places(int count) {
    return String.join(", ", Collections.nCopies(count, "?"));
  }

  /**
   * Makes a taken unique key a refusal. The barrier lets a saga's own row through once, so a row
   * that is there was written by another saga or by hand. Among several calls the database does not
   * say whose row it is: the failure is passed on, and the calls are written one at a time.
   */
  public static <E> Future<Map<BranchContext, BranchRefused>> refusedIfTaken(
      Throwable failure, List<DueBranch<E>> due, Function<? super E, String> reason) {
    boolean taken = failure instanceof MySQLException sql && sql.getErrorCode() == DUPLICATE_KEY;
    if (!taken || due.size() > 1) {
      return Future.failedFuture(failure);
    }
    DueBranch<E> only = due.get(0);
    return Future.succeededFuture(
        Map.of(only.branch(), new BranchRefused(reason.apply(only.effect()))));
  }

  static String statement(String insert, String row, int rows) {
    return insert + String.join(", ", Collections.nCopies(rows, row));
  }

  static Tuple parameters(List<Tuple> rows) {
    Tuple all = Tuple.tuple();
    for (Tuple row : rows) {
      for (int i = 0; i < row.size(); i++) {
        all.addValue(row.getValue(i));
      }
    }
    return all;
  }
}
