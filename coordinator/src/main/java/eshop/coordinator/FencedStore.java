package eshop.coordinator;

import static eshop.coordinator.TransSql.ABORT;
import static eshop.coordinator.TransSql.ACTIONS_SUCCEEDED_HEAD;
import static eshop.coordinator.TransSql.BRANCH_STATE;
import static eshop.coordinator.TransSql.FINISH_FAILED_HEAD;
import static eshop.coordinator.TransSql.FINISH_SUCCEED_HEAD;
import static eshop.coordinator.TransSql.PROGRESS;
import static eshop.coordinator.TransSql.RENEW;
import static eshop.coordinator.TransSql.RESCHEDULE;
import static eshop.coordinator.TransSql.SELECT_STATUSES_HEAD;
import static eshop.coordinator.TransSql.fences;
import static eshop.coordinator.TransSql.list;

import eshop.coordinator.model.BranchState;
import eshop.coordinator.model.GlobalStatus;
import eshop.platform.db.WriteQueue;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The writes of a run, each a compare-and-set: the row's owner and status must still be the run's.
 * The branch states that come along are written in the same transaction, or not at all. Writes of
 * one kind that arrive together share a transaction.
 */
final class FencedStore {
  /** A change of one saga's row, with the parameters that stand before the fence's. */
  private record Change(Fence fence, Tuple set, List<BranchState> states) {}

  /** A statement, and the status that a row has when the statement has taken effect. */
  private record Kind(String sql, GlobalStatus to) {}

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
  private final WriteQueue<Finish, Boolean> succeeded;
  private final WriteQueue<Finish, Boolean> failed;
  private final WriteQueue<Change, Boolean> aborted;
  private final WriteQueue<Change, Boolean> rescheduled;
  private final WriteQueue<Change, Boolean> progressed;

  FencedStore(RetryingStore db, RowStore rows, BatchLimits limits) {
    this.db = db;
    this.rows = rows;
    this.succeeded = finishes(limits, "succeed", FINISH_SUCCEED_HEAD, GlobalStatus.SUCCEED);
    this.failed = finishes(limits, "fail", FINISH_FAILED_HEAD, GlobalStatus.FAILED);
    this.aborted = changes(limits, "abort", ABORT, GlobalStatus.ABORTING);
    this.rescheduled = changes(limits, "reschedule", RESCHEDULE, null);
    this.progressed = changes(limits, "progress", PROGRESS, null);
  }

  private WriteQueue<Finish, Boolean> finishes(
      BatchLimits limits, String name, String head, GlobalStatus to) {
    Kind kind = new Kind(head, to);
    return limits.queue(
        name,
        finish -> finish.fence().gid(),
        (batch, mayWait) -> finishAll(kind, batch, Tries.first(mayWait)));
  }

  /**
   * {@code to} is null when the status stays: then the statement may be repeated, and its miss says
   * what a lost answer would have said.
   */
  private WriteQueue<Change, Boolean> changes(
      BatchLimits limits, String name, String update, GlobalStatus to) {
    Kind kind = new Kind(update, to);
    return limits.queue(
        name,
        change -> change.fence().gid(),
        (batch, mayWait) -> changeAll(kind, batch, Tries.first(mayWait)));
  }

  List<WriteQueue<?, ?>> queues() {
    return List.of(succeeded, failed, aborted, rescheduled, progressed);
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
  private Future<List<Future<Boolean>>> changeAll(Kind kind, List<Change> batch, Tries tries) {
    List<Tuple> parameters = batch.stream().map(FencedStore::parameters).toList();
    return db.transaction(
            tries.mayWait(),
            connection ->
                connection
                    .preparedQuery(kind.sql())
                    .executeBatch(parameters)
                    .map(FencedStore::hits)
                    .compose(hits -> writeStates(connection, changed(batch, hits)).map(hits)))
        .compose(hits -> settled(kind, batch.stream().map(Change::fence).toList(), hits, tries))
        .map(RetryingStore::each)
        .recover(e -> changeAgain(kind, batch, tries, e));
  }

  private Future<List<Future<Boolean>>> changeAgain(
      Kind kind, List<Change> batch, Tries tries, Throwable e) {
    if (RetryingStore.isInDoubt(e) && tries.mayRepeat()) {
      return db.again(() -> changeAll(kind, batch, tries.after(e)));
    }
    return Future.failedFuture(e);
  }

  /**
   * A fence that does not hold at a repeated try may have been moved by the first one, whose answer
   * was lost: then the row has the new status and still the run's own owner.
   */
  private Future<List<Boolean>> settled(
      Kind kind, List<Fence> fences, List<Boolean> hits, Tries tries) {
    if (!tries.inDoubt() || kind.to() == null || !hits.contains(false)) {
      return Future.succeededFuture(hits);
    }
    Tuple gids = Tuple.tuple();
    fences.forEach(fence -> gids.addString(fence.gid()));
    return db.execute(list(SELECT_STATUSES_HEAD, "?", ", ", fences.size(), ")"), gids)
        .map(
            found -> {
              Set<String> moved = new HashSet<>();
              found.forEach(
                  row ->
                      moved.add(
                          row.getString("gid")
                              + ' '
                              + row.getString("owner")
                              + ' '
                              + row.getString("status")));
              List<Boolean> settled = new ArrayList<>();
              for (int i = 0; i < fences.size(); i++) {
                Fence fence = fences.get(i);
                settled.add(
                    hits.get(i)
                        || moved.contains(
                            fence.gid() + ' ' + fence.owner() + ' ' + kind.to().word()));
              }
              return settled;
            });
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
  private Future<List<Future<Boolean>>> finishAll(Kind kind, List<Finish> batch, Tries tries) {
    return db.transaction(tries.mayWait(), connection -> finishIn(connection, kind.sql(), batch))
        .map(done -> RetryingStore.each(Collections.nCopies(batch.size(), true)))
        .recover(e -> finishAgain(kind, batch, tries, e));
  }

  private Future<List<Future<Boolean>>> finishAgain(
      Kind kind, List<Finish> batch, Tries tries, Throwable e) {
    if (RetryingStore.isInDoubt(e) && tries.mayRepeat()) {
      return db.again(() -> finishAll(kind, batch, tries.after(e)));
    }
    return e instanceof FenceLost && batch.size() == 1
        ? settled(kind, List.of(batch.get(0).fence()), List.of(false), tries)
            .map(RetryingStore::each)
        : Future.failedFuture(e);
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
