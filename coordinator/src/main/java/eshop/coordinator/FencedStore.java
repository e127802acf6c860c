package eshop.coordinator;

import static eshop.coordinator.TransSql.ABORT;
import static eshop.coordinator.TransSql.ACTIONS_SUCCEEDED_HEAD;
import static eshop.coordinator.TransSql.BRANCH_STATE;
import static eshop.coordinator.TransSql.FINISH_FAILED_HEAD;
import static eshop.coordinator.TransSql.FINISH_SUCCEED_HEAD;
import static eshop.coordinator.TransSql.PROGRESS;
import static eshop.coordinator.TransSql.RENEW;
import static eshop.coordinator.TransSql.RESCHEDULE;
import static eshop.coordinator.TransSql.fences;
import static eshop.coordinator.TransSql.list;

import eshop.coordinator.model.BranchState;
import eshop.coordinator.model.GlobalStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The writes of a run, each a compare-and-set: the row's owner and status must still be the run's.
 * The branch states that come along are written in the same transaction, or not at all. Writes of
 * one kind that arrive together share a transaction.
 */
final class FencedStore {
  /** A change of one saga's row, with the parameters that stand before the fence's. */
  private record Change(Fence fence, Tuple set, List<BranchState> states) {}

  /** One finish that waits for its batch. */
  private record Finish(Fence fence, List<BranchState> states, Instant now) {}

  /** Rolls a batch back because one of its rows has moved on. */
  private static final class FenceLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FenceLost() {
      super("a fence does not hold", null, false, false);
    }
  }

  private final RetryingStore db;
  private final RowStore rows;
  private final GroupCommit<Finish, Boolean> succeeded;
  private final GroupCommit<Finish, Boolean> failed;
  private final GroupCommit<Change, Boolean> aborted;
  private final GroupCommit<Change, Boolean> rescheduled;
  private final GroupCommit<Change, Boolean> progressed;

  FencedStore(RetryingStore db, RowStore rows, BatchLimits limits) {
    this.db = db;
    this.rows = rows;
    this.succeeded = limits.queue("succeed", batch -> finishAll(FINISH_SUCCEED_HEAD, batch));
    this.failed = limits.queue("fail", batch -> finishAll(FINISH_FAILED_HEAD, batch));
    this.aborted = limits.queue("abort", batch -> changeAll(ABORT, batch));
    this.rescheduled = limits.queue("reschedule", batch -> changeAll(RESCHEDULE, batch));
    this.progressed = limits.queue("progress", batch -> changeAll(PROGRESS, batch));
  }

  Future<Boolean> renew(Fence fence, Instant until) {
    Tuple set = Tuple.of(rows.future(until));
    addFence(set, fence);
    return db.execute(RENEW, set).map(updated -> updated.rowCount() == 1);
  }

  Future<Boolean> progress(Fence fence, List<BranchState> states, Instant now) {
    return progressed.add(new Change(fence, Tuple.of(rows.past(now)), states));
  }

  Future<Boolean> abort(Fence fence, String reason, List<BranchState> states, Instant now) {
    Tuple set = Tuple.of(RowStore.reason(reason), rows.past(now));
    return aborted.add(new Change(fence, set, states));
  }

  Future<Boolean> reschedule(
      Fence fence, TransStore.Retry retry, List<BranchState> states, Instant now) {
    Tuple set =
        Tuple.of(
            rows.future(retry.nextCronTime()),
            retry.nextCronInterval(),
            retry.exact() ? "" : TransStore.UNSURE,
            rows.past(now));
    return rescheduled.add(new Change(fence, set, states));
  }

  Future<Boolean> finish(Fence fence, GlobalStatus to, List<BranchState> states, Instant now) {
    Finish finish = new Finish(fence, states, now);
    return switch (to) {
      case SUCCEED -> succeeded.add(finish);
      case FAILED -> failed.add(finish);
      default -> Future.failedFuture(new IllegalArgumentException(to + " is not final"));
    };
  }

  /** Each change has values of its own, so each is a statement; they are sent together. */
  private Future<List<Boolean>> changeAll(String update, List<Change> batch) {
    List<Tuple> parameters = batch.stream().map(FencedStore::parameters).toList();
    return db.transaction(
            connection ->
                connection
                    .preparedQuery(update)
                    .executeBatch(parameters)
                    .map(FencedStore::hits)
                    .compose(hits -> writeStates(connection, changed(batch, hits)).map(hits)))
        .recover(
            e ->
                batch.size() > 1 && RetryingStore.isOfTheDatabase(e)
                    ? OneByOne.write(batch, one -> changeAll(update, List.of(one)))
                    : Future.failedFuture(e));
  }

  private static Tuple parameters(Change change) {
    Tuple all = Tuple.tuple();
    for (int i = 0; i < change.set().size(); i++) {
      all.addValue(change.set().getValue(i));
    }
    addFence(all, change.fence());
    return all;
  }

  private static List<Boolean> hits(RowSet<Row> first) {
    List<Boolean> hits = new ArrayList<>();
    for (RowSet<Row> one = first; one != null; one = one.next()) {
      hits.add(one.rowCount() == 1);
    }
    return hits;
  }

  private List<Tuple> changed(List<Change> batch, List<Boolean> hits) {
    List<Tuple> states = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      if (hits.get(i)) {
        addStates(states, batch.get(i).fence(), batch.get(i).states());
      }
    }
    return states;
  }

  /** Writes all of the batch if every fence holds, else nothing, and then each for itself. */
  private Future<List<Boolean>> finishAll(String head, List<Finish> batch) {
    return db.transaction(connection -> finishIn(connection, head, batch))
        .recover(
            e -> e instanceof FenceLost ? Future.succeededFuture(false) : Future.failedFuture(e))
        .compose(
            all -> {
              if (all || batch.size() == 1) {
                return Future.succeededFuture(Collections.nCopies(batch.size(), all));
              }
              return OneByOne.write(batch, one -> finishAll(head, List.of(one)));
            });
  }

  private Future<Boolean> finishIn(SqlConnection connection, String head, List<Finish> batch) {
    Instant now = batch.get(batch.size() - 1).now();
    Tuple set = Tuple.of(rows.past(now), rows.past(now));
    List<Finish> named = padded(batch);
    named.forEach(finish -> addFence(set, finish.fence()));
    Future<RowSet<Row>> globals =
        connection.preparedQuery(head + fences(named.size())).execute(set);
    Future<?> branches =
        head.equals(FINISH_SUCCEED_HEAD)
            ? actionsSucceeded(connection, batch, now)
            : writeStates(connection, states(batch));
    return Future.join(globals, branches)
        .compose(
            both ->
                globals.result().rowCount() == batch.size()
                    ? Future.succeededFuture(true)
                    : Future.failedFuture(new FenceLost()));
  }

  private Future<?> actionsSucceeded(SqlConnection connection, List<Finish> batch, Instant now) {
    Tuple set = Tuple.of(rows.past(now), rows.past(now));
    List<Finish> named = padded(batch);
    named.forEach(finish -> set.addString(finish.fence().gid()));
    return connection
        .preparedQuery(list(ACTIONS_SUCCEEDED_HEAD, "?", ", ", named.size(), ")"))
        .execute(set);
  }

  /** The last one again until their number is a power of two: few statements to prepare. */
  private static List<Finish> padded(List<Finish> batch) {
    List<Finish> padded = new ArrayList<>(batch);
    while (Integer.bitCount(padded.size()) != 1) {
      padded.add(batch.get(batch.size() - 1));
    }
    return padded;
  }

  private List<Tuple> states(List<Finish> batch) {
    List<Tuple> states = new ArrayList<>();
    batch.forEach(finish -> addStates(states, finish.fence(), finish.states()));
    return states;
  }

  private void addStates(List<Tuple> to, Fence fence, List<BranchState> states) {
    for (BranchState state : states) {
      to.add(
          Tuple.of(
              state.status().word(),
              rows.past(state.time()),
              rows.past(state.time()),
              fence.gid(),
              state.branchId(),
              state.op().word()));
    }
  }

  private static Future<Void> writeStates(SqlConnection connection, List<Tuple> states) {
    return states.isEmpty()
        ? Future.succeededFuture()
        : connection.preparedQuery(BRANCH_STATE).executeBatch(states).mapEmpty();
  }

  private static void addFence(Tuple to, Fence fence) {
    to.addString(fence.gid()).addString(fence.owner()).addString(fence.status().word());
  }
}
