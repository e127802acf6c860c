package eshop.order;

import eshop.saga.BranchContext;
import eshop.saga.BranchEffects;
import eshop.saga.BranchRefused;
import io.vertx.core.Future;
import io.vertx.mysqlclient.MySQLException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** All SQL of the order service. */
final class OrderRepository implements BranchEffects<OrderEffect> {
  private static final String INSERT =
      """
      INSERT INTO order_record
        (order_id, user_id, product_id, amount, product_count, coupon_id, status)
      VALUES (?, ?, ?, ?, ?, ?, 1)""";

  private static final String CANCEL =
      "UPDATE order_record SET status = 5 WHERE order_id = ? AND status = 1";

  private static final String FIND =
      """
      SELECT order_id, user_id, product_id, amount, product_count, coupon_id, status,
        created_at, updated_at
      FROM order_record WHERE order_id = ?""";

  private static final String PING = "SELECT 1";

  private static final int DUPLICATE_KEY = 1062;

  private final Pool pool;

  OrderRepository(Pool pool) {
    this.pool = pool;
  }

  @Override
  public Future<Void> apply(SqlConnection connection, BranchContext branch, OrderEffect effect) {
    if (effect instanceof OrderEffect.Create create) {
      return insert(connection, create);
    }
    return cancel(connection, (OrderEffect.Cancel) effect);
  }

  Future<Optional<OrderRecord>> find(String orderId) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(orderId))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(toRecord(rows.iterator().next())));
  }

  Future<Boolean> ping() {
    return pool.query(PING).execute().map(true);
  }

  private static Future<Void> insert(SqlConnection connection, OrderEffect.Create order) {
    Tuple row =
        Tuple.of(
            order.orderId(),
            order.userId(),
            order.productId(),
            order.amount(),
            order.productCount(),
            order.couponId());
    return connection
        .preparedQuery(INSERT)
        .execute(row)
        .<Void>mapEmpty()
        .recover(e -> Future.failedFuture(refusedIfTaken(e, order.orderId())));
  }

  /**
   * The barrier lets a saga's own row through once; a row that is there belongs to another saga.
   */
  private static Throwable refusedIfTaken(Throwable e, String orderId) {
    boolean taken = e instanceof MySQLException sql && sql.getErrorCode() == DUPLICATE_KEY;
    return taken ? new BranchRefused("order " + orderId + " exists already") : e;
  }

  private static Future<Void> cancel(SqlConnection connection, OrderEffect.Cancel cancel) {
    return connection.preparedQuery(CANCEL).execute(Tuple.of(cancel.orderId())).mapEmpty();
  }

  private static OrderRecord toRecord(Row row) {
    return new OrderRecord(
        row.getString("order_id"),
        row.getLong("user_id"),
        row.getLong("product_id"),
        row.getLong("amount"),
        row.getLong("product_count"),
        row.getLong("coupon_id"),
        row.getInteger("status"),
        toMs(row.getLocalDateTime("created_at")),
        toMs(row.getLocalDateTime("updated_at")));
  }

  private static long toMs(LocalDateTime utc) {
    return utc.toInstant(ZoneOffset.UTC).toEpochMilli();
  }
}
