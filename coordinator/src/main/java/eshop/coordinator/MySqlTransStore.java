package eshop.coordinator;

import eshop.coordinator.model.BranchState;
import eshop.coordinator.model.GlobalStatus;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import eshop.platform.db.Transactions;
import eshop.platform.db.WriteQueue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The log in dtm's own two tables, on MySQL 8 or MariaDB 10.6 and later. Saves and finishes of many
 * sagas share a transaction; everything else is one saga at a time. All times come from the caller:
 * the database's clock is never asked, as dtm does not ask it either.
 *
 * <p>To be called from one Vert.x context.
 */
public final class MySqlTransStore implements TransStore {
  /** Connections for transactions: one for each kind of batch, some for leases and for singles. */
  public static final int TRANSACTIONS = 8 + WriteQueue.SINGLES_MAX;

  /** A write so recent says that the next one will do too. */
  private static final long RECENT_MS = 1_000;

  private final RetryingStore db;
  private final RowStore rows;
  private final NewTransStore news;
  private final FencedStore fenced;
  private final LeaseStore leases;
  private final TransReadStore reads;
  private final EndedStore ended;

  /**
   * Pool and transactions are of dtm's schema and stay the caller's to close.
   *
   * @param statements as {@code Databases} opens it: READ COMMITTED, and an UPDATE counts the rows
   *     it matched
   * @param zone of the times in the tables: the one dtm's process has
   */
  public MySqlTransStore(Vertx vertx, Pool statements, Transactions transactions, ZoneId zone) {
    this(vertx, statements, transactions, zone, BatchLimits.DEFAULTS);
  }

  MySqlTransStore(
      Vertx vertx, Pool statements, Transactions transactions, ZoneId zone, BatchLimits limits) {
    db = new RetryingStore(vertx, statements, transactions);
    rows = new RowStore(zone);
    news = new NewTransStore(db, rows, limits);
    fenced = new FencedStore(db, rows, limits);
    reads = new TransReadStore(db, rows);
    leases = new LeaseStore(db, rows, reads);
    ended = new EndedStore(db, rows);
  }

  @Override
  public Future<SaveResult> saveNew(TransGlobal global, List<TransBranch> branches) {
    return news.save(new Trans(global, branches));
  }

  @Override
  public Future<Optional<Trans>> find(String gid) {
    return reads.find(gid);
  }

  @Override
  public Future<List<TransGlobal>> list(TransFilter filter) {
    return reads.list(filter);
  }

  @Override
  public Future<Boolean> submitPrepared(String gid, Instant now) {
    return changed(TransSql.SUBMIT_PREPARED, Tuple.of(rows.past(now), gid));
  }

  @Override
  public Future<List<LockedTrans>> lockDue(Lease lease, int limit) {
    return leases.lockDue(lease, limit);
  }

  @Override
  public Future<Optional<LockedTrans>> lockOne(String gid, Lease lease) {
    return leases.lockOne(gid, lease);
  }

  @Override
  public Future<Boolean> renew(Fence fence, Instant until) {
    return fenced.renew(fence, until);
  }

  @Override
  public Future<Boolean> progress(Fence fence, List<BranchState> states, Instant now) {
    return fenced.progress(fence, states, now);
  }

  @Override
  public Future<Boolean> abort(Fence fence, String reason, List<BranchState> states, Instant now) {
    return fenced.abort(fence, reason, states, now);
  }

  @Override
  public Future<Boolean> finish(
      Fence fence, GlobalStatus to, List<BranchState> states, Instant now) {
    return fenced.finish(fence, to, states, now);
  }

  @Override
  public Future<Boolean> reschedule(
      Fence fence, Retry retry, List<BranchState> states, Instant now) {
    return fenced.reschedule(fence, retry, states, now);
  }

  @Override
  public Future<Boolean> forceStop(String gid, Instant now) {
    return changed(TransSql.FORCE_STOP, Tuple.of(rows.past(now), rows.past(now), gid));
  }

  @Override
  public Future<Boolean> resetNextCronTime(String gid, Instant now) {
    return changed(TransSql.RESET_NEXT_CRON_TIME, Tuple.of(rows.past(now), rows.past(now), gid));
  }

  @Override
  public Future<Integer> resetCronTime(Duration timeout, int limit, Instant now) {
    Tuple parameters =
        Tuple.of(rows.past(now), rows.past(now), rows.past(now.plus(timeout)), limit);
    return db.execute(TransSql.RESET_CRON_TIME, parameters).map(updated -> updated.rowCount());
  }

  @Override
  public Future<List<String>> waiting(Instant now, int limit) {
    return leases.waiting(now, limit);
  }

  @Override
  public Future<Integer> wake(List<String> gids, Instant now) {
    return leases.wake(gids, now);
  }

  @Override
  public Future<RemovedPage> removeEnded(long afterId, int limit, Instant endedBefore) {
    return ended.remove(afterId, limit, endedBefore);
  }

  /**
   * Whether a saga could be written now: one was written a moment ago, or a statement that a
   * read-only server refuses goes through on the connections of the writes. It changes nothing.
   */
  public Future<Boolean> isWritable() {
    return queues().stream().anyMatch(queue -> queue.hasWrittenWithinMs(RECENT_MS))
        ? Future.succeededFuture(true)
        : db.probe().map(true);
  }

  /** To be watched. */
  public List<WriteQueue<?, ?>> queues() {
    List<WriteQueue<?, ?>> queues = new ArrayList<>(fenced.queues());
    queues.add(news.queue());
    return queues;
  }

  private Future<Boolean> changed(String update, Tuple parameters) {
    return db.execute(update, parameters).map(updated -> updated.rowCount() == 1);
  }
}
