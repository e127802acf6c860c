package eshop.saga;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides whether the effect of a branch call is due, by rows it leaves in the table {@code
 * barrier} of the service's own schema. dtm repeats calls and the network reorders them; the rows
 * commit with the business statement, so both are there or neither is.
 *
 * <p>Every call inserts a row (gid, branch, op) and goes on only if the row is new. A compensation
 * first inserts the row of its action as well. Three examples, A the action and C its compensation
 * of one branch:
 *
 * <ul>
 *   <li><b>Duplicate.</b> dtm calls A, A commits, the answer is lost, dtm calls A again. The second
 *       A finds the row (action) taken: it does nothing and answers OK. If both run at once, the
 *       second waits on the first one's row until that commits or rolls back.
 *   <li><b>Null compensation.</b> A never arrived, or was refused and rolled back with its row; dtm
 *       calls C. C inserts (action) first, and succeeds: so A has not run, there is nothing to
 *       undo. C does nothing, commits its two rows and answers OK.
 *   <li><b>Dangling action.</b> A was held up in the network, dtm gave up and called C, which was a
 *       null compensation. Now A arrives. It finds its row (action) taken by C, does nothing and
 *       answers OK; otherwise its effect would stay for ever.
 * </ul>
 *
 * <p>The unique key must compare bytes: under a case-insensitive, space-padded collation the gids
 * {@code G1}, {@code g1} and {@code "g1 "} are one key and a whole action is skipped in silence.
 *
 * <pre>{@code
 * CREATE TABLE barrier (
 *   trans_type  VARCHAR(45),
 *   gid         VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
 *   branch_id   VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
 *   op          VARCHAR(45)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
 *   barrier_id  VARCHAR(45)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
 *   reason      VARCHAR(45),
 *   create_time DATETIME DEFAULT CURRENT_TIMESTAMP,
 *   PRIMARY KEY (gid, branch_id, op, barrier_id))
 * }</pre>
 */
final class BranchBarrier {
  /** One barrier a call, so the number that dtm's clients give to repeated ones is always this. */
  static final String BARRIER_ID = "01";

  private static final String INSERT =
      "INSERT IGNORE INTO barrier (trans_type, gid, branch_id, op, barrier_id, reason) VALUES ";

  private static final String ROW = "(?, ?, ?, ?, '" + BARRIER_ID + "', ?)";

  private static final String LEAVE =
      "DELETE FROM barrier WHERE gid = ? AND branch_id = ? AND op = ? AND barrier_id = '"
          + BARRIER_ID
          + "'";

  private static final String PROBE = "DELETE FROM barrier WHERE gid = ''";

  /**
   * MariaDB names the rows that an INSERT IGNORE really inserted; MySQL only counts them. For one
   * row the count says all, and costs both sides less than a result of one row.
   */
  private static final String RETURNING = " RETURNING gid, branch_id, op";

  private record BarrierRow(String gid, String branchId, String op) {}

  /**
   * Leaves the rows of these calls, within the transaction that is open on the connection.
   *
   * @param calls no two of the same branch of the same saga
   * @return those whose effect is due; for the others the caller writes nothing and still commits,
   *     since the rows of a null compensation must stay. Fails as the database does.
   */
  Future<Set<BranchContext>> enter(SqlConnection connection, List<BranchContext> calls) {
    List<Tuple> rows = new ArrayList<>();
    for (BranchContext call : calls) {
      rows.add(row(call, BranchOp.ACTION));
      if (call.op() == BranchOp.COMPENSATE) {
        rows.add(row(call, BranchOp.COMPENSATE));
      }
    }
    return inserted(connection, rows).map(fresh -> due(calls, fresh));
  }

  /** Takes back the rows of actions that the business refuses, so that a repeat can work. */
  Future<Void> leave(SqlConnection connection, Collection<BranchContext> refused) {
    List<Tuple> keys =
        refused.stream()
            .map(call -> Tuple.of(call.gid(), call.branchId(), call.op().word()))
            .toList();
    return BatchSql.each(connection, LEAVE, keys).mapEmpty();
  }

  /** Deletes the rows of a gid that cannot be: a write as far as the server's rights go. */
  Future<Void> probe(SqlConnection connection) {
    return connection.query(PROBE).execute().mapEmpty();
  }

  private static Set<BranchContext> due(List<BranchContext> calls, Set<BarrierRow> fresh) {
    Set<BranchContext> due = new HashSet<>();
    for (BranchContext call : calls) {
      boolean first = fresh.contains(key(call, call.op()));
      boolean nothingToUndo =
          call.op() == BranchOp.COMPENSATE && fresh.contains(key(call, BranchOp.ACTION));
      if (first && !nothingToUndo) {
        due.add(call);
      }
    }
    return due;
  }

  private Future<Set<BarrierRow>> inserted(SqlConnection connection, List<Tuple> rows) {
    return rows.size() > 1 && isMariaDb(connection)
        ? returned(connection, rows)
        : counted(connection, rows);
  }

  private static Future<Set<BarrierRow>> returned(SqlConnection connection, List<Tuple> rows) {
    return BatchSql.inParts(
            rows,
            part ->
                connection
                    .preparedQuery(BatchSql.statement(INSERT, ROW, part.size()) + RETURNING)
                    .execute(BatchSql.parameters(part)))
        .map(
            results -> {
              Set<BarrierRow> fresh = new HashSet<>();
              for (RowSet<Row> result : results) {
                for (Row row : result) {
                  fresh.add(new BarrierRow(row.getString(0), row.getString(1), row.getString(2)));
                }
              }
              return fresh;
            });
  }

  /** One statement a row, sent together. */
  private static Future<Set<BarrierRow>> counted(SqlConnection connection, List<Tuple> rows) {
    return BatchSql.each(connection, INSERT + ROW, rows)
        .map(
            result -> {
              Set<BarrierRow> fresh = new HashSet<>();
              RowSet<Row> one = result;
              for (Tuple row : rows) {
                if (one.rowCount() == 1) {
                  fresh.add(new BarrierRow(row.getString(1), row.getString(2), row.getString(3)));
                }
                one = one.next();
              }
              return fresh;
            });
  }

  private static boolean isMariaDb(SqlConnection connection) {
    return connection.databaseMetadata().fullVersion().contains("MariaDB");
  }

  private static BarrierRow key(BranchContext call, BranchOp op) {
    return new BarrierRow(call.gid(), call.branchId(), op.word());
  }

  /** The action's row of a compensation carries the compensation as its reason. */
  private static Tuple row(BranchContext call, BranchOp rowOp) {
    return Tuple.of(call.transType(), call.gid(), call.branchId(), rowOp.word(), call.op().word());
  }
}
