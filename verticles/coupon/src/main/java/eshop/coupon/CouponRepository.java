package eshop.coupon;

import eshop.coupon.CouponEffect.Revert;
import eshop.coupon.CouponEffect.Use;
import eshop.platform.db.DatabaseConfig;
import eshop.platform.db.Transactions;
import eshop.platform.db.WriteQueue;
import eshop.platform.node.NodeContext;
import eshop.saga.BarrierHousekeeping;
import eshop.saga.BatchSql;
import eshop.saga.BatchedBranchWriter;
import eshop.saga.BranchContext;
import eshop.saga.BranchEffects;
import eshop.saga.BranchRefused;
import eshop.saga.BranchWriter;
import eshop.saga.DtmConfig;
import eshop.saga.DueBranch;
import eshop.saga.HousekeepingConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All SQL of the coupon service, and the only class that holds its connections. */
final class CouponRepository implements BranchEffects<CouponEffect> {
  private static final Logger LOG = LoggerFactory.getLogger(CouponRepository.class);

  private static final String USE =
      """
      UPDATE coupon SET status = 2, order_id = ?
      WHERE id = ? AND status = 1 AND (user_id = ? OR ? = 0) AND deleted_at IS NULL""";

  /** Bound to the order: a coupon that has come to another order in the meantime stays used. */
  private static final String REVERT =
      "UPDATE coupon SET status = 1, order_id = NULL WHERE id = ? AND status = 2 AND order_id = ?";

  private static final String FIND =
      """
      SELECT id, user_id, amount, status, order_id
      FROM coupon WHERE id = ? AND deleted_at IS NULL""";

  /** One: what waits meanwhile makes the next batch larger, and a commit is the dear part. */
  private static final int WRITERS = 1;

  private final Vertx vertx;
  private final NodeContext node;
  private final Pool pool;
  private final Transactions writes;
  private final BatchedBranchWriter<CouponEffect> writer;

  private CouponRepository(Vertx vertx, NodeContext node, DatabaseConfig config) {
    this.vertx = vertx;
    this.node = node;
    this.pool = node.databases().open(config);
    this.writes = node.databases().openForTransactions(config, WRITERS + WriteQueue.SINGLES_MAX);
    this.writer = new BatchedBranchWriter<>(vertx, "coupon.branches", writes, this, WRITERS);
  }

  /** Connects when first needed; {@link #close()} when done. */
  static CouponRepository open(Vertx vertx, NodeContext node, DatabaseConfig config) {
    CouponRepository repository = new CouponRepository(vertx, node, config);
    node.writeQueues().add(repository.writer.queue());
    return repository;
  }

  /** Where effects are handed in; they come back to {@link #apply} once they are due. */
  BranchWriter<CouponEffect> writer() {
    return writer;
  }

  /** What keeps the barrier table small, to be closed before the repository. */
  BarrierHousekeeping housekeeping(DtmConfig dtm, HousekeepingConfig config) {
    return BarrierHousekeeping.start(vertx, pool, dtm, config);
  }

  Future<Optional<Coupon>> find(long couponId) {
    return find(pool, couponId);
  }

  /** Whether the service could write now. */
  Future<Boolean> isWritable() {
    return writer.isWritable();
  }

  Future<Void> close() {
    node.writeQueues().remove(writer.queue());
    return writes.close().eventually(pool::close);
  }

  @Override
  public Future<Map<BranchContext, BranchRefused>> apply(
      SqlConnection connection, List<DueBranch<CouponEffect>> due) {
    List<DueBranch<CouponEffect>> uses = new ArrayList<>();
    List<DueBranch<CouponEffect>> reverts = new ArrayList<>();
    for (DueBranch<CouponEffect> call : due) {
      (call.effect() instanceof Use ? uses : reverts).add(call);
    }
    // By coupon, so that all transactions lock in one order.
    uses.sort(Comparator.comparingLong(call -> call.effect().couponId()));
    reverts.sort(Comparator.comparingLong(call -> call.effect().couponId()));
    return BatchSql.missed(connection, REVERT, reverts, CouponRepository::revertKey)
        .onSuccess(CouponRepository::warnOfMissing)
        .compose(done -> BatchSql.missed(connection, USE, uses, CouponRepository::useKey))
        .compose(refused -> refused(connection, refused));
  }

  private static Tuple useKey(DueBranch<CouponEffect> call) {
    Use use = (Use) call.effect();
    return Tuple.of(call.branch().gid(), use.couponId(), use.userId(), use.userId());
  }

  private static Tuple revertKey(DueBranch<CouponEffect> call) {
    return Tuple.of(((Revert) call.effect()).couponId(), call.branch().gid());
  }

  /** Reads only to tell why: the UPDATE has decided. */
  private static Future<Map<BranchContext, BranchRefused>> refused(
      SqlConnection connection, List<DueBranch<CouponEffect>> missed) {
    Map<BranchContext, BranchRefused> refused = new HashMap<>();
    Future<Void> last = Future.succeededFuture();
    for (DueBranch<CouponEffect> call : missed) {
      Use use = (Use) call.effect();
      last =
          last.compose(done -> find(connection, use.couponId()))
              .map(
                  coupon -> {
                    refused.put(call.branch(), new BranchRefused(reason(coupon, use)));
                    return null;
                  });
    }
    return last.map(refused);
  }

  private static String reason(Optional<Coupon> coupon, Use use) {
    return coupon
        .map(found -> found.refusal(use.userId()))
        .orElse("coupon %d does not exist".formatted(use.couponId()));
  }

  /** The order no longer has the coupon, so there is nothing left to undo; but someone did that. */
  private static void warnOfMissing(List<DueBranch<CouponEffect>> missed) {
    for (DueBranch<CouponEffect> call : missed) {
      LOG.warn(
          "coupon {} is not used by order {} any more",
          call.effect().couponId(),
          call.branch().gid());
    }
  }

  private static Future<Optional<Coupon>> find(SqlClient client, long couponId) {
    return client
        .preparedQuery(FIND)
        .execute(Tuple.of(couponId))
        .map(
            rows -> {
              RowIterator<Row> row = rows.iterator();
              return row.hasNext() ? Optional.of(toCoupon(row.next())) : Optional.empty();
            });
  }

  private static Coupon toCoupon(Row row) {
    return new Coupon(
        row.getLong("id"),
        row.getLong("user_id"),
        row.getLong("amount"),
        row.getInteger("status"),
        row.getString("order_id"));
  }
}
