package eshop.coordinator;

import static eshop.coordinator.TransSql.LOCK_ENDED_HEAD;
import static eshop.coordinator.TransSql.LOCK_ENDED_TAIL;
import static eshop.coordinator.TransSql.REMOVE_BRANCHES_HEAD;
import static eshop.coordinator.TransSql.REMOVE_GLOBALS_HEAD;
import static eshop.coordinator.TransSql.SELECT_AGES;
import static eshop.coordinator.TransSql.list;

import eshop.coordinator.TransStore.RemovedPage;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Removes sagas that have ended. The table is walked by its primary key: ids grow with time, so
 * what is old comes first and no index is needed. A page is read without a lock; only what may go
 * is locked, and rows that another has locked are left to the other.
 */
final class EndedStore {
  private static final Set<String> ENDED = Set.of("succeed", "failed");

  private final RetryingStore db;
  private final RowStore rows;

  EndedStore(RetryingStore db, RowStore rows) {
    this.db = db;
    this.rows = rows;
  }

  Future<RemovedPage> remove(long afterId, int limit, Instant endedBefore) {
    LocalDateTime before = rows.past(endedBefore);
    return db.execute(SELECT_AGES, Tuple.of(afterId, limit))
        .compose(page -> remove(page, limit, before));
  }

  private Future<RemovedPage> remove(RowSet<Row> page, int limit, LocalDateTime before) {
    List<Object> ids = new ArrayList<>();
    boolean reachedYoung = true;
    long last = 0;
    for (Row row : page) {
      last = row.getLong("id");
      if (mayGo(row, before)) {
        ids.add(last);
      }
      reachedYoung &= !isBefore(row.getLocalDateTime("create_time"), before);
    }
    long next = page.size() < limit || reachedYoung ? RemovedPage.LAST : last;
    return ids.isEmpty()
        ? Future.succeededFuture(new RemovedPage(0, next))
        : db.transaction(connection -> remove(connection, ids, limit))
            .map(removed -> new RemovedPage(removed, next));
  }

  /** All times that say when it last moved; a saga of which none is known stays. */
  private static boolean mayGo(Row row, LocalDateTime before) {
    return ENDED.contains(row.getString("status"))
        && row.getString("trans_type").equals("saga")
        && Stream.of("create_time", "update_time", "finish_time", "rollback_time")
            .map(row::getLocalDateTime)
            .filter(Objects::nonNull)
            .max(LocalDateTime::compareTo)
            .filter(latest -> latest.isBefore(before))
            .isPresent();
  }

  private static boolean isBefore(LocalDateTime time, LocalDateTime before) {
    return time == null || time.isBefore(before);
  }

  private static Future<Integer> remove(SqlConnection connection, List<Object> ids, int places) {
    return connection
        .preparedQuery(list(LOCK_ENDED_HEAD, "?", ", ", places, LOCK_ENDED_TAIL))
        .execute(filled(ids, places))
        .compose(
            locked -> {
              List<Object> lockedIds = new ArrayList<>();
              List<Object> gids = new ArrayList<>();
              for (Row row : locked) {
                lockedIds.add(row.getLong("id"));
                gids.add(row.getString("gid"));
              }
              return lockedIds.isEmpty()
                  ? Future.succeededFuture(0)
                  : removeLocked(connection, lockedIds, gids, places);
            });
  }

  private static Future<Integer> removeLocked(
      SqlConnection connection, List<Object> ids, List<Object> gids, int places) {
    return connection
        .preparedQuery(list(REMOVE_BRANCHES_HEAD, "?", ", ", places, ")"))
        .execute(filled(gids, places))
        .compose(
            done ->
                connection
                    .preparedQuery(list(REMOVE_GLOBALS_HEAD, "?", ", ", places, ")"))
                    .execute(filled(ids, places)))
        .map(removed -> ids.size());
  }

  /** A list is always sent in one length, so that a connection prepares few statements for it. */
  private static Tuple filled(List<Object> values, int places) {
    Tuple tuple = Tuple.tuple(new ArrayList<>(values));
    while (tuple.size() < places) {
      tuple.addValue(values.get(0));
    }
    return tuple;
  }
}
