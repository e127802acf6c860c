package eshop.coordinator;

import static eshop.coordinator.TransSql.ABORT;
import static eshop.coordinator.TransSql.ACTIONS_SUCCEEDED_HEAD;
import static eshop.coordinator.TransSql.BRANCH_STATES_HEAD;
import static eshop.coordinator.TransSql.BRANCH_STATES_ITEM;
import static eshop.coordinator.TransSql.FENCE_ITEM;
import static eshop.coordinator.TransSql.FINISH_FAILED_HEAD;
import static eshop.coordinator.TransSql.FINISH_SUCCEED_HEAD;
import static eshop.coordinator.TransSql.RENEW;
import static eshop.coordinator.TransSql.RESCHEDULE;
import static eshop.coordinator.TransSql.list;

import eshop.coordinator.model.BranchState;
import eshop.coordinator.model.BranchStatus;
import eshop.coordinator.model.GlobalStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The writes of a run, each a compare-and-set: the row's owner and status must still be the run's.
 * The branch states that come along are written in the same transaction, or not at all.
 */
final class FencedStore {
  /** One finish that waits for its batch. */
  private record Finish(Fence fence, List<BranchState> states, Instant now) {}

  /** One branch state with the transaction it belongs to. */
  private record StateOf(String gid, BranchState state) {}

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

  FencedStore(RetryingStore db, RowStore rows, BatchLimits limits) {
    this.db = db;
    this.rows = rows;
    this.succeeded = limits.queue("succeed", batch -> finishAll(FINISH_SUCCEED_HEAD, batch));
    this.failed = limits.queue("fail", batch -> finishAll(FINISH_FAILED_HEAD, batch));
  }

  Future<Boolean> renew(Fence fence, Instant until) {
    Tuple set = Tuple.of(rows.future(until));
    addFence(set, fence);
    return db.execute(RENEW, set).map(updated -> updated.rowCount() == 1);
  }

  Future<Boolean> abort(Fence fence, String reason, List<BranchState> states, Instant now) {
    return write(ABORT, Tuple.of(RowStore.reason(reason), rows.past(now)), fence, states);
  }

  Future<Boolean> reschedule(
      Fence fence, TransStore.Retry retry, List<BranchState> states, Instant now) {
    Tuple set =
        Tuple.of(
            rows.future(retry.nextCronTime()),
            retry.nextCronInterval(),
            retry.exact() ? "" : TransStore.UNSURE,
            rows.past(now));
    return write(RESCHEDULE, set, fence, states);
  }

  Future<Boolean> finish(Fence fence, GlobalStatus to, List<BranchState> states, Instant now) {
    Finish finish = new Finish(fence, states, now);
    return switch (to) {
      case SUCCEED -> succeeded.add(finish);
      case FAILED -> failed.add(finish);
      default -> Future.failedFuture(new IllegalArgumentException(to + " is not final"));
    };
  }

  private Future<Boolean> write(String update, Tuple set, Fence fence, List<BranchState> states) {
    addFence(set, fence);
    List<StateOf> changes = states.stream().map(s -> new StateOf(fence.gid(), s)).toList();
    return db.transaction(
        connection ->
            connection
                .preparedQuery(update)
                .execute(set)
                .compose(
                    updated ->
                        updated.rowCount() == 1
                            ? writeStates(connection, changes).map(true)
                            : Future.succeededFuture(false)));
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
              return finishEach(head, batch);
            });
  }

  private Future<List<Boolean>> finishEach(String head, List<Finish> batch) {
    Future<List<Boolean>> each = Future.succeededFuture(new ArrayList<>());
    for (Finish finish : batch) {
      each =
          each.compose(
              results ->
                  finishAll(head, List.of(finish))
                      .map(
                          one -> {
                            results.addAll(one);
                            return results;
                          }));
    }
    return each;
  }

  private Future<Boolean> finishIn(SqlConnection connection, String head, List<Finish> batch) {
    Instant now = batch.get(batch.size() - 1).now();
    Tuple set = Tuple.of(rows.past(now), rows.past(now));
    List<StateOf> changes = new ArrayList<>();
    for (Finish finish : batch) {
      addFence(set, finish.fence());
      finish.states().forEach(s -> changes.add(new StateOf(finish.fence().gid(), s)));
    }
    return connection
        .preparedQuery(list(head, FENCE_ITEM, ", ", batch.size(), ")"))
        .execute(set)
        .compose(
            updated -> {
              if (updated.rowCount() != batch.size()) {
                return Future.failedFuture(new FenceLost());
              }
              return head.equals(FINISH_SUCCEED_HEAD)
                  ? actionsSucceeded(connection, batch, now)
                  : writeStates(connection, changes).map(true);
            });
  }

  private Future<Boolean> actionsSucceeded(
      SqlConnection connection, List<Finish> batch, Instant now) {
    Tuple set = Tuple.of(rows.past(now), rows.past(now));
    batch.forEach(finish -> set.addString(finish.fence().gid()));
    return connection
        .preparedQuery(list(ACTIONS_SUCCEEDED_HEAD, "?", ", ", batch.size(), ")"))
        .execute(set)
        .map(true);
  }

  private Future<Void> writeStates(SqlConnection connection, List<StateOf> changes) {
    Map<BranchStatus, List<StateOf>> byStatus = new LinkedHashMap<>();
    for (StateOf change : changes) {
      byStatus.computeIfAbsent(change.state().status(), s -> new ArrayList<>()).add(change);
    }
    Future<Void> written = Future.succeededFuture();
    for (List<StateOf> same : byStatus.values()) {
      written = written.compose(done -> writeSame(connection, same));
    }
    return written;
  }

  private Future<Void> writeSame(SqlConnection connection, List<StateOf> same) {
    BranchState last = same.get(same.size() - 1).state();
    Tuple set = Tuple.of(last.status().word(), rows.past(last.time()), rows.past(last.time()));
    for (StateOf change : same) {
      set.addString(change.gid())
          .addString(change.state().branchId())
          .addString(change.state().op().word());
    }
    String update = list(BRANCH_STATES_HEAD, BRANCH_STATES_ITEM, ", ", same.size(), ")");
    return connection.preparedQuery(update).execute(set).mapEmpty();
  }

  private static void addFence(Tuple to, Fence fence) {
    to.addString(fence.gid()).addString(fence.owner()).addString(fence.status().word());
  }
}
