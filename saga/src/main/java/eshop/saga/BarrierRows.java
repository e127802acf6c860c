package eshop.saga;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * The barrier table as the sweeper sees it: by gid, in the order of the key (gid, branch_id, op,
 * barrier_id) that the table has anyway. A list of gids is always sent in the same length, so that
 * a connection prepares three statements for it and not hundreds.
 */
final class BarrierRows {
  private static final String PAGE =
      "SELECT DISTINCT gid FROM barrier WHERE gid > ? AND gid < ? ORDER BY gid LIMIT ?";

  private static final String OLD =
      "SELECT gid FROM barrier WHERE gid IN (%s) GROUP BY gid HAVING MAX(create_time) < ?";

  private static final String REMOVE = "DELETE FROM barrier WHERE gid IN (%s)";

  private final Pool pool;
  private final int batch;
  private final String old;
  private final String remove;

  /**
   * @param pool of the service's schema, with UTC as its sessions' time zone
   * @param batch gids at once, at most
   */
  BarrierRows(Pool pool, int batch) {
    String places = "?" + ", ?".repeat(batch - 1);
    this.pool = pool;
    this.batch = batch;
    this.old = OLD.formatted(places);
    this.remove = REMOVE.formatted(places);
  }

  /** The next gids in key order, a batch at most: after one and before the other. */
  Future<List<String>> page(String after, String before) {
    return pool.preparedQuery(PAGE).execute(Tuple.of(after, before, batch)).map(BarrierRows::gids);
  }

  /** Those of which no row was written since then. */
  Future<List<String>> old(List<String> gids, Instant since) {
    if (gids.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    Tuple parameters = list(gids).addValue(LocalDateTime.ofInstant(since, ZoneOffset.UTC));
    return pool.preparedQuery(old).execute(parameters).map(BarrierRows::gids);
  }

  /** Removes all rows of these sagas; answers how many rows. */
  Future<Integer> remove(Collection<String> gids) {
    return gids.isEmpty()
        ? Future.succeededFuture(0)
        : pool.preparedQuery(remove).execute(list(gids)).map(RowSet::rowCount);
  }

  private Tuple list(Collection<String> gids) {
    Tuple list = Tuple.tuple();
    String last = "";
    for (String gid : gids) {
      list.addValue(gid);
      last = gid;
    }
    while (list.size() < batch) {
      list.addValue(last);
    }
    return list;
  }

  private static List<String> gids(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(row -> row.getString(0)).toList();
  }
}
