package eshop.saga;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

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
 *   id          BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
 *   trans_type  VARCHAR(45),
 *   gid         VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
 *   branch_id   VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
 *   op          VARCHAR(45)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
 *   barrier_id  VARCHAR(45)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
 *   reason      VARCHAR(45),
 *   create_time DATETIME DEFAULT CURRENT_TIMESTAMP,
 *   UNIQUE KEY uniq_barrier (gid, branch_id, op, barrier_id))
 * }</pre>
 */
public final class BranchBarrier {
  /** One barrier a call, so the number that dtm's clients give to repeated ones is always this. */
  static final String BARRIER_ID = "01";

  static final String INSERT =
      "INSERT IGNORE INTO barrier (trans_type, gid, branch_id, op, barrier_id, reason)"
          + " VALUES (?, ?, ?, ?, ?, ?)";

  private BranchBarrier() {}

  /**
   * Leaves the rows of this call, within the transaction that is open on the connection.
   *
   * @return whether the effect is due; on false the caller writes nothing and still commits, since
   *     the rows of a null compensation must stay. Fails as the database does.
   */
  public static Future<Boolean> enter(SqlConnection connection, BranchContext branch) {
    if (branch.op() == BranchOp.ACTION) {
      return inserted(connection, branch, BranchOp.ACTION);
    }
    // The action's row first: it is the one a late action is waiting for or will find.
    return inserted(connection, branch, BranchOp.ACTION)
        .compose(
            actionIsMissing ->
                inserted(connection, branch, BranchOp.COMPENSATE)
                    .map(firstCompensation -> firstCompensation && !actionIsMissing));
  }

  private static Future<Boolean> inserted(
      SqlConnection connection, BranchContext branch, BranchOp rowOp) {
    Tuple row =
        Tuple.of(
            branch.transType(),
            branch.gid(),
            branch.branchId(),
            rowOp.word(),
            BARRIER_ID,
            branch.op().word());
    return connection.preparedQuery(INSERT).execute(row).map(result -> result.rowCount() == 1);
  }
}
