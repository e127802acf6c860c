package eshop.saga;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The smallest service there is: one row of stock, taken by actions and given back by
 * compensations, beside the barrier table.
 */
final class StockTable implements BranchEffects<Integer> {
  static final int START = 100;

  private static final List<String> SCHEMA =
      List.of(
          "DROP TABLE IF EXISTS barrier, stock",
          """
          CREATE TABLE barrier (
            trans_type VARCHAR(45),
            gid VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
            branch_id VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
            op VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
            barrier_id VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
            reason VARCHAR(45),
            create_time DATETIME DEFAULT CURRENT_TIMESTAMP,
            PRIMARY KEY (gid, branch_id, op, barrier_id))
          """,
          "CREATE TABLE stock (id INT PRIMARY KEY, units INT NOT NULL)",
          "INSERT INTO stock VALUES (1, " + START + ")");

  static Future<Void> create(Pool pool) {
    Future<Void> done = Future.succeededFuture();
    for (String statement : SCHEMA) {
      done = done.compose(ok -> pool.query(statement).execute().mapEmpty());
    }
    return done;
  }

  /** What a call does on its own. */
  interface OneEffect {
    Future<Void> apply(SqlConnection connection, BranchContext branch, int units);
  }

  /** Effects that are written one after another. */
  static BranchEffects<Integer> each(OneEffect effect) {
    return (connection, due) -> {
      Map<BranchContext, BranchRefused> refused = new HashMap<>();
      Future<Void> last = Future.succeededFuture();
      for (DueBranch<Integer> call : due) {
        last =
            last.compose(done -> effect.apply(connection, call.branch(), call.effect()))
                .recover(
                    e -> {
                      if (e instanceof BranchRefused reason) {
                        refused.put(call.branch(), reason);
                        return Future.succeededFuture();
                      }
                      return Future.failedFuture(e);
                    });
      }
      return last.map(refused);
    };
  }

  @Override
  public Future<Map<BranchContext, BranchRefused>> apply(
      SqlConnection connection, List<DueBranch<Integer>> due) {
    return each(this::applyOne).apply(connection, due);
  }

  Future<Void> applyOne(SqlConnection connection, BranchContext branch, int units) {
    if (branch.op() == BranchOp.COMPENSATE) {
      return update(connection, -units).mapEmpty();
    }
    return update(connection, units)
        .compose(
            rows ->
                rows == 1
                    ? Future.succeededFuture()
                    : Future.failedFuture(new BranchRefused("Not enough stock")));
  }

  private static Future<Integer> update(SqlConnection connection, int units) {
    return connection
        .preparedQuery("UPDATE stock SET units = units - ? WHERE id = 1 AND units >= ?")
        .execute(Tuple.of(units, units))
        .map(result -> result.rowCount());
  }

  static Future<Integer> units(SqlClient client) {
    return number(client, "SELECT units FROM stock WHERE id = 1");
  }

  static Future<Integer> barrierRows(SqlClient client) {
    return number(client, "SELECT COUNT(*) FROM barrier");
  }

  static Future<Void> setUnits(SqlClient client, int units) {
    return client.preparedQuery("UPDATE stock SET units = ?").execute(Tuple.of(units)).mapEmpty();
  }

  static Future<Integer> number(SqlClient client, String query) {
    return client
        .query(query)
        .execute()
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return row.getInteger(0);
            });
  }
}
