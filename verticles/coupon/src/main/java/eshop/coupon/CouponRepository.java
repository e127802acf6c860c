package eshop.coupon;

import eshop.coupon.CouponEffect.Revert;
import eshop.coupon.CouponEffect.Use;
import eshop.platform.db.DatabaseConfig;
import eshop.platform.db.MySqlPools;
import eshop.saga.BarrierBranchWriter;
import eshop.saga.BranchContext;
import eshop.saga.BranchEffects;
import eshop.saga.BranchRefused;
import eshop.saga.BranchWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
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

  private static final String PING = "SELECT 1";

  private final Vertx vertx;
  private final Pool pool;

  private CouponRepository(Vertx vertx, Pool pool) {
    this.vertx = vertx;
    this.pool = pool;
  }

  /** Connects when first needed; {@link #close()} when done. */
  static CouponRepository open(Vertx vertx, DatabaseConfig config) {
    return new CouponRepository(vertx, MySqlPools.open(vertx, config));
  }

  /** Where effects are handed in; they come back to {@link #apply} once they are due. */
  BranchWriter<CouponEffect> writer() {
    return new BarrierBranchWriter<>(vertx, pool, this);
  }

  Future<Optional<Coupon>> find(long couponId) {
    return find(pool, couponId);
  }

  Future<Boolean> ping() {
    return pool.query(PING).execute().map(true);
  }

  Future<Void> close() {
    return pool.close();
  }

  @Override
  public Future<Void> apply(SqlConnection connection, BranchContext branch, CouponEffect effect) {
    return effect instanceof Use use
        ? use(connection, branch.gid(), use)
        : revert(connection, branch.gid(), (Revert) effect);
  }

  private static Future<Void> use(SqlConnection connection, String orderId, Use use) {
    return connection
        .preparedQuery(USE)
        .execute(Tuple.of(orderId, use.couponId(), use.userId(), use.userId()))
        .compose(
            updated ->
                updated.rowCount() == 1
                    ? Future.<Void>succeededFuture()
                    : refused(connection, use));
  }

  /** Reads only to tell why: the UPDATE has decided. */
  private static Future<Void> refused(SqlConnection connection, Use use) {
    return find(connection, use.couponId())
        .compose(
            coupon ->
                Future.failedFuture(
                    new BranchRefused(
                        coupon
                            .map(found -> found.refusal(use.userId()))
                            .orElse("coupon %d does not exist".formatted(use.couponId())))));
  }

  /** The order no longer has the coupon, so there is nothing left to undo; but someone did that. */
  private static Future<Void> revert(SqlConnection connection, String orderId, Revert revert) {
    return connection
        .preparedQuery(REVERT)
        .execute(Tuple.of(revert.couponId(), orderId))
        .map(
            updated -> {
              if (updated.rowCount() == 0) {
                LOG.warn("coupon {} is not used by order {} any more", revert.couponId(), orderId);
              }
              return null;
            });
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
