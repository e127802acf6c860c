package eshop.coordinator;

import static eshop.coordinator.TransSql.INSERT_BRANCH_HEAD;
import static eshop.coordinator.TransSql.INSERT_BRANCH_ROW;
import static eshop.coordinator.TransSql.INSERT_GLOBAL_HEAD;
import static eshop.coordinator.TransSql.INSERT_GLOBAL_ROW;
import static eshop.coordinator.TransSql.SELECT_STATUS;
import static eshop.coordinator.TransSql.list;

import eshop.coordinator.TransStore.SaveResult;
import eshop.coordinator.model.GlobalStatus;
import eshop.coordinator.model.TransBranch;
import eshop.transactions.Parts;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Saves new sagas, many in one transaction. A plain INSERT, not INSERT IGNORE: that would also cut
 * values that do not fit. A taken gid fails the whole batch, which is then saved one by one; gids
 * are taken by resubmits only, so that is rare.
 */
final class NewTransStore {
  private static final SaveResult SAVED = new SaveResult.Saved();

  private final RetryingStore db;
  private final RowStore rows;
  private final GroupCommit<Trans, SaveResult> queue;

  NewTransStore(RetryingStore db, RowStore rows, BatchLimits limits) {
    this.db = db;
    this.rows = rows;
    this.queue = limits.queue("save", this::saveAll);
  }

  Future<SaveResult> save(Trans trans) {
    return queue.add(trans);
  }

  private Future<List<SaveResult>> saveAll(List<Trans> batch) {
    return db.transaction(connection -> insert(connection, batch))
        .map(done -> Collections.nCopies(batch.size(), SAVED))
        .recover(e -> afterFailure(batch, e));
  }

  /** What the database says of one row is no reason to refuse the others. */
  private Future<List<SaveResult>> afterFailure(List<Trans> batch, Throwable e) {
    if (batch.size() > 1 && RetryingStore.isOfTheDatabase(e)) {
      return OneByOne.write(batch, one -> saveAll(List.of(one)));
    }
    return RetryingStore.isDuplicateKey(e)
        ? exists(batch.get(0)).map(List::of)
        : Future.failedFuture(e);
  }

  private Future<SaveResult> exists(Trans trans) {
    return db.execute(SELECT_STATUS, Tuple.of(trans.global().gid()))
        .map(
            found -> {
              if (found.size() == 0) {
                throw new IllegalStateException("gid is taken, but its transaction is gone");
              }
              return new SaveResult.Exists(
                  GlobalStatus.of(found.iterator().next().getString("status")));
            });
  }

  /** All statements are sent together; the first failure is told when all have come back. */
  private Future<CompositeFuture> insert(SqlConnection connection, List<Trans> batch) {
    List<TransBranch> branches = batch.stream().flatMap(t -> t.branches().stream()).toList();
    List<Future<RowSet<Row>>> sent = new ArrayList<>();
    for (List<Trans> part : Parts.of(batch)) {
      Tuple values = Tuple.tuple();
      part.forEach(trans -> rows.addGlobal(values, trans.global()));
      String insert = list(INSERT_GLOBAL_HEAD, INSERT_GLOBAL_ROW, ", ", part.size(), "");
      sent.add(connection.preparedQuery(insert).execute(values));
    }
    for (List<TransBranch> part : Parts.of(branches)) {
      Tuple values = Tuple.tuple();
      part.forEach(branch -> rows.addBranch(values, branch));
      String insert = list(INSERT_BRANCH_HEAD, INSERT_BRANCH_ROW, ", ", part.size(), "");
      sent.add(connection.preparedQuery(insert).execute(values));
    }
    return Future.join(sent);
  }
}
