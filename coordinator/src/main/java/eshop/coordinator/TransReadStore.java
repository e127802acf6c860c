package eshop.coordinator;

import static eshop.coordinator.TransSql.SELECT_BRANCHES_HEAD;
import static eshop.coordinator.TransSql.SELECT_BRANCHES_TAIL;
import static eshop.coordinator.TransSql.SELECT_GLOBAL;
import static eshop.coordinator.TransSql.SELECT_PAGE;
import static eshop.coordinator.TransSql.SELECT_UNFINISHED_PAGE;

import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is read without a lock. */
final class TransReadStore {
  private static final Set<String> UNFINISHED = Set.of("prepared", "submitted", "aborting");

  private final RetryingStore db;
  private final RowStore rows;

  TransReadStore(RetryingStore db, RowStore rows) {
    this.db = db;
    this.rows = rows;
  }

  Future<Optional<Trans>> find(String gid) {
    return db.execute(SELECT_GLOBAL, Tuple.of(gid))
        .compose(
            found -> {
              if (found.size() == 0) {
                return Future.succeededFuture(Optional.empty());
              }
              TransGlobal global = rows.global(found.iterator().next());
              return branches(List.of(gid))
                  .map(all -> Optional.of(new Trans(global, all.getOrDefault(gid, List.of()))));
            });
  }

  Future<List<TransGlobal>> list(TransFilter filter) {
    long below = filter.position() == 0 ? Long.MAX_VALUE : filter.position();
    boolean unfinished = UNFINISHED.contains(filter.status());
    Tuple parameters = unfinished ? Tuple.of(filter.status(), below) : Tuple.of(below);
    if (!unfinished) {
      addTwice(parameters, filter.status().isEmpty() ? null : filter.status());
    }
    addTwice(parameters, filter.transType().isEmpty() ? null : filter.transType());
    addTwice(parameters, rows.past(filter.createTimeStart()));
    addTwice(parameters, rows.past(filter.createTimeEnd()));
    parameters.addInteger(filter.limit());
    return db.execute(unfinished ? SELECT_UNFINISHED_PAGE : SELECT_PAGE, parameters)
        .map(found -> found.stream().map(rows::global).toList());
  }

  /** The branches of each gid in the order they were saved; a gid without any is missing. */
  Future<Map<String, List<TransBranch>>> branches(List<String> gids) {
    if (gids.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    String select =
        TransSql.list(SELECT_BRANCHES_HEAD, "?", ", ", gids.size(), SELECT_BRANCHES_TAIL);
    return db.execute(select, Tuple.tuple(new ArrayList<>(gids)))
        .map(
            found -> {
              Map<String, List<TransBranch>> byGid = new HashMap<>();
              found.forEach(
                  row -> {
                    TransBranch branch = rows.branch(row);
                    byGid.computeIfAbsent(branch.gid(), g -> new ArrayList<>()).add(branch);
                  });
              return byGid;
            });
  }

  private static void addTwice(Tuple to, Object value) {
    to.addValue(value).addValue(value);
  }
}
