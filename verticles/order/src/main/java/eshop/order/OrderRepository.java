package eshop.order;

import eshop.order.OrderEffect.Cancel;
import eshop.order.OrderEffect.Create;
import eshop.platform.db.DatabaseConfig;
import eshop.platform.db.MySqlPools;
import eshop.saga.BarrierBranchWriter;
import eshop.saga.BranchContext;
import eshop.saga.BranchEffects;
import eshop.saga.BranchRefused;
import eshop.saga.BranchWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All SQL of the order service, and the only class that holds its connections. */
final class OrderRepository implements BranchEffects<OrderEffect> {
  private static final Logger LOG = LoggerFactory.getLogger(OrderRepository.class);

  private static final String INSERT =
      """
      INSERT INTO order_record
        (order_id, user_id, product_id, amount, product_count, coupon_id, status)
      VALUES (?, ?, ?, ?, ?, ?, 1)""";

  /** Paid or not: what the saga takes back must not be sent. What has been sent stays so. */
  private static final String CANCEL =
      "UPDATE order_record SET status = 5 WHERE order_id = ? AND status IN (1, 2)";

  private static final String FIND =
      """
      SELECT order_id, user_id, product_id, amount, product_count, coupon_id, status,
        created_at, updated_at
      FROM order_record WHERE order_id = ? AND deleted_at IS NULL""";

  private static final String PING = "SELECT 1";

  private static final int DUPLICATE_KEY = 1062;

  private final Vertx vertx;
  private final Pool pool;

  private OrderRepository(Vertx vertx, Pool pool) {
    this.vertx = vertx;
    this.pool = pool;
  }

  /** Connects when first needed; {@link #close()} when done. */
  static OrderRepository open(Vertx vertx, DatabaseConfig config) {
    return new OrderRepository(vertx, MySqlPools.open(vertx, config));
  }

  /** Where effects are handed in; they come back to {@link #apply} once they are due. */
  BranchWriter<OrderEffect> writer() {
    return new BarrierBranchWriter<>(vertx, pool, this);
  }

  Future<Optional<OrderRecord>> find(String orderId) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(orderId))
        .map(
            rows -> {
              RowIterator<Row> row = rows.iterator();
              return row.hasNext() ? Optional.of(toRecord(row.next())) : Optional.empty();
            });
  }

  Future<Boolean> ping() {
    return pool.query(PING).execute().map(true);
  }

  Future<Void> close() {
    return pool.close();
  }

  @Override
  public Future<Void> apply(SqlConnection connection, BranchContext branch, OrderEffect effect) {
    return effect instanceof Create create
        ? insert(connection, create)
        : cancel(connection, (Cancel) effect);
  }

  private static Future<Void> insert(SqlConnection connection, Create order) {
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

  /** An order that is cancelled or sent already, or gone, leaves nothing to take back. */
  private static Future<Void> cancel(SqlConnection connection, Cancel cancel) {
    return connection
        .preparedQuery(CANCEL)
        .execute(Tuple.of(cancel.orderId()))
        .map(
            updated -> {
              if (updated.rowCount() == 0) {
                LOG.warn("order {} is not one that can be cancelled", cancel.orderId());
              }
              return null;
            });
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
