package eshop.coordinator;

import static eshop.coordinator.TransSql.INSERT_BRANCH_HEAD;
import static eshop.coordinator.TransSql.INSERT_BRANCH_ROW;
import static eshop.coordinator.TransSql.INSERT_GLOBAL_HEAD;
import static eshop.coordinator.TransSql.INSERT_GLOBAL_ROW;
import static eshop.coordinator.TransSql.SELECT_STATUSES_HEAD;
import static eshop.coordinator.TransSql.list;

import eshop.coordinator.TransStore.SaveResult;
import eshop.coordinator.model.GlobalStatus;
import eshop.coordinator.model.TransBranch;
import eshop.platform.db.Parts;
import eshop.platform.db.WriteQueue;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Saves new sagas, many in one transaction. A plain INSERT, not INSERT IGNORE: that would also cut
 * values that do not fit. When a gid is taken, or the connection is lost and nobody knows whether
 * the transaction was committed, one SELECT tells which rows are there and whose they are; the rest
 * of the batch is saved again.
 */
final class NewTransStore {
  private static final SaveResult SAVED = new SaveResult.Saved();

  private final RetryingStore db;
  private final RowStore rows;
  private final WriteQueue<Trans, SaveResult> queue;

  NewTransStore(RetryingStore db, RowStore rows, BatchLimits limits) {
    this.db = db;
    this.rows = rows;
    this.queue =
        limits.queue(
            "save", NewTransStore::gid, (batch, mayWait) -> saveAll(batch, Tries.first(mayWait)));
  }

  private static String gid(Trans trans) {
    return trans.global().gid();
  }

  Future<SaveResult> save(Trans trans) {
    return queue.add(trans);
  }

  WriteQueue<?, ?> queue() {
    return queue;
  }

  private Future<List<Future<SaveResult>>> saveAll(List<Trans> batch, Tries tries) {
    return db.transaction(tries.mayWait(), connection -> insert(connection, batch))
        .map(done -> RetryingStore.each(Collections.nCopies(batch.size(), SAVED)))
        .recover(e -> afterFailure(batch, tries, e));
  }

  private Future<List<Future<SaveResult>>> afterFailure(
      List<Trans> batch, Tries tries, Throwable e) {
    if (RetryingStore.isDuplicateKey(e) || RetryingStore.isInDoubt(e)) {
      return stored(batch)
          .transform(
              found ->
                  found.succeeded()
                      ? sortOut(batch, found.result(), tries, e)
                      : Future.failedFuture(e));
    }
    return Future.failedFuture(e);
  }

  /** Results for the rows that are there, and another attempt for the others. */
  private Future<List<Future<SaveResult>>> sortOut(
      List<Trans> batch, Map<String, Row> stored, Tries tries, Throwable e) {
    List<Trans> missing =
        batch.stream().filter(trans -> !stored.containsKey(trans.global().gid())).toList();
    Tries next = tries.after(e);
    boolean fewer = missing.size() < batch.size();
    return saveMissing(missing, fewer, tries, e)
        .recover(failure -> Future.succeededFuture(failed(missing, failure)))
        .map(rest -> merged(batch, stored, next, rest.iterator()));
  }

  private Future<List<Future<SaveResult>>> saveMissing(
      List<Trans> missing, boolean fewer, Tries tries, Throwable e) {
    if (missing.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    if (!fewer && !tries.mayRepeat()) {
      return Future.failedFuture(e);
    }
    return db.again(() -> saveAll(missing, tries.after(e)));
  }

  private static List<Future<SaveResult>> failed(List<Trans> batch, Throwable failure) {
    return Collections.nCopies(batch.size(), Future.failedFuture(failure));
  }

  private static List<Future<SaveResult>> merged(
      List<Trans> batch, Map<String, Row> stored, Tries tries, Iterator<Future<SaveResult>> rest) {
    List<Future<SaveResult>> results = new ArrayList<>(batch.size());
    for (Trans trans : batch) {
      Row row = stored.get(trans.global().gid());
      results.add(row == null ? rest.next() : Future.succeededFuture(result(trans, row, tries)));
    }
    return results;
  }

  /** The owner is a token of this one save, so a row that has it is ours. */
  private static SaveResult result(Trans trans, Row row, Tries tries) {
    String owner = trans.global().owner();
    boolean ours = tries.inDoubt() && !owner.isEmpty() && owner.equals(row.getString("owner"));
    return ours ? SAVED : new SaveResult.Exists(GlobalStatus.of(row.getString("status")));
  }

  private Future<Map<String, Row>> stored(List<Trans> batch) {
    Tuple gids = Tuple.tuple();
    batch.forEach(trans -> gids.addString(trans.global().gid()));
    return db.execute(list(SELECT_STATUSES_HEAD, "?", ", ", batch.size(), ")"), gids)
        .map(
            found -> {
              Map<String, Row> rows = new HashMap<>();
              found.forEach(row -> rows.put(row.getString("gid"), row));
              return rows;
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
