package eshop.coordinator;

import static eshop.coordinator.TransSql.LEASE_HEAD;
import static eshop.coordinator.TransSql.LEASE_TAIL;
import static eshop.coordinator.TransSql.SELECT_DUE;
import static eshop.coordinator.TransSql.SELECT_GLOBAL_FOR_UPDATE;
import static eshop.coordinator.TransSql.SELECT_WAITING;
import static eshop.coordinator.TransSql.WAKE_HEAD;
import static eshop.coordinator.TransSql.list;

import eshop.coordinator.model.GlobalStatus;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives out the right to run a saga. The rows are locked with SKIP LOCKED, so coordinators that
 * look at the same moment take different sagas and none waits for another.
 */
final class LeaseStore {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseStore.class);

  private final RetryingStore db;
  private final RowStore rows;
  private final TransReadStore reads;

  LeaseStore(RetryingStore db, RowStore rows, TransReadStore reads) {
    this.db = db;
    this.rows = rows;
    this.reads = reads;
  }

  /** Aborting sagas first: they hold what other orders wait for. */
  Future<List<LockedTrans>> lockDue(Lease lease, int limit) {
    return db.transaction(
            connection ->
                due(connection, GlobalStatus.ABORTING, lease, limit)
                    .compose(
                        aborting ->
                            due(connection, GlobalStatus.SUBMITTED, lease, limit - aborting.size())
                                .map(submitted -> concat(aborting, submitted)))
                    .compose(found -> take(connection, ids(found), lease).map(found)))
        .compose(found -> withBranches(readable(found), lease));
  }

  Future<Optional<LockedTrans>> lockOne(String gid, Lease lease) {
    return db.transaction(
            connection ->
                connection
                    .preparedQuery(SELECT_GLOBAL_FOR_UPDATE)
                    .execute(Tuple.of(gid))
                    .map(found -> found.stream().map(rows::global).toList())
                    .map(found -> found.stream().filter(g -> isFree(g, lease)).toList())
                    .compose(
                        free ->
                            take(connection, free.stream().map(TransGlobal::id).toList(), lease)
                                .map(free)))
        .compose(taken -> withBranches(taken, lease))
        .map(locked -> locked.stream().findFirst());
  }

  Future<List<String>> waiting(Instant now, int limit) {
    return waiting(GlobalStatus.ABORTING, now, limit)
        .compose(
            aborting ->
                waiting(GlobalStatus.SUBMITTED, now, limit - aborting.size())
                    .map(submitted -> concat(aborting, submitted)));
  }

  private Future<List<String>> waiting(GlobalStatus status, Instant now, int limit) {
    return limit <= 0
        ? Future.succeededFuture(List.of())
        : db.execute(SELECT_WAITING, Tuple.of(status.word(), rows.past(now), limit))
            .map(found -> found.stream().map(row -> row.getString("gid")).toList());
  }

  /** Sets the due time only: whoever runs one of them by now has put its name into the row. */
  Future<Integer> wake(List<String> gids, Instant now) {
    if (gids.isEmpty()) {
      return Future.succeededFuture(0);
    }
    Tuple set = Tuple.of(rows.past(now), rows.past(now), rows.past(now));
    gids.forEach(set::addString);
    return db.execute(list(WAKE_HEAD, "?", ", ", gids.size(), ")"), set)
        .map(updated -> updated.rowCount());
  }

  private static boolean isFree(TransGlobal global, Lease lease) {
    boolean runs =
        global.status() == GlobalStatus.SUBMITTED || global.status() == GlobalStatus.ABORTING;
    boolean nobody = global.owner().isEmpty() || global.owner().equals(TransStore.UNSURE);
    return runs
        && (nobody || global.nextCronTime() == null || !global.nextCronTime().isAfter(lease.now()));
  }

  private Future<List<Row>> due(
      SqlConnection connection, GlobalStatus status, Lease lease, int limit) {
    if (limit <= 0) {
      return Future.succeededFuture(List.of());
    }
    return connection
        .preparedQuery(SELECT_DUE)
        .execute(Tuple.of(status.word(), rows.past(lease.now()), limit))
        .map(found -> found.stream().toList());
  }

  private static List<Long> ids(List<Row> found) {
    return found.stream().map(row -> row.getLong("id")).toList();
  }

  /**
   * The rows that are sagas. One that cannot be read, left by another program, is leased like the
   * others and so put off, or it would be the first that is due for ever and hold up all of them.
   */
  private List<TransGlobal> readable(List<Row> found) {
    List<TransGlobal> sagas = new ArrayList<>(found.size());
    for (Row row : found) {
      try {
        sagas.add(rows.global(row));
      } catch (RuntimeException e) {
        LOG.error("saga {} cannot be read and is put off: {}", row.getString("gid"), e.toString());
      }
    }
    return sagas;
  }

  private Future<Void> take(SqlConnection connection, List<Long> ids, Lease lease) {
    if (ids.isEmpty()) {
      return Future.succeededFuture();
    }
    Tuple set = Tuple.of(lease.owner(), rows.future(lease.until()), rows.past(lease.now()));
    ids.forEach(set::addLong);
    return connection
        .preparedQuery(list(LEASE_HEAD, "?", ", ", ids.size(), LEASE_TAIL))
        .execute(set)
        .mapEmpty();
  }

  /** {@code taken} as they were before the lease. */
  private Future<List<LockedTrans>> withBranches(List<TransGlobal> taken, Lease lease) {
    List<String> gids = taken.stream().map(TransGlobal::gid).toList();
    return reads.branches(gids).map(branches -> locked(taken, branches, lease));
  }

  private static List<LockedTrans> locked(
      List<TransGlobal> taken, Map<String, List<TransBranch>> branches, Lease lease) {
    return taken.stream()
        .map(
            global ->
                new LockedTrans(
                    new Trans(
                        leased(global, lease), branches.getOrDefault(global.gid(), List.of())),
                    global.owner().isEmpty()))
        .toList();
  }

  private static TransGlobal leased(TransGlobal global, Lease lease) {
    return new TransGlobal(
        global.id(),
        global.gid(),
        global.transType(),
        global.status(),
        global.queryPrepared(),
        global.protocol(),
        global.createTime(),
        lease.now(),
        global.finishTime(),
        global.rollbackTime(),
        global.options(),
        global.customData(),
        global.nextCronInterval(),
        lease.until(),
        lease.owner(),
        global.extData(),
        global.result(),
        global.rollbackReason());
  }

  private static <T> List<T> concat(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
