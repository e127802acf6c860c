package eshop.pay;

import eshop.pay.PayEffect.Create;
import eshop.pay.PayEffect.Revert;
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
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All SQL of the pay service, and the only class that holds its connections. */
final class PayRepository implements BranchEffects<PayEffect> {
  private static final Logger LOG = LoggerFactory.getLogger(PayRepository.class);

  private static final String CREATE =
      "INSERT INTO pay (order_id, user_id, amount, status) VALUES (?, ?, ?, 1)";

  /**
   * Cancels what waits. What is paid stays paid, since the money is here, and is marked as owed to
   * the user; the mark is assigned first because an UPDATE assigns from left to right.
   */
  private static final String REVERT =
      """
      UPDATE pay
      SET refund_due_at = IF(status = 2, CURRENT_TIMESTAMP(3), refund_due_at),
        status = IF(status = 1, 4, status)
      WHERE order_id = ? AND status IN (1, 2)""";

  private static final String FIND =
      """
      SELECT order_id, user_id, amount, status
      FROM pay WHERE order_id = ? AND deleted_at IS NULL""";

  private static final String PING = "SELECT 1";

  private static final int DUPLICATE_KEY = 1062;

  private final Vertx vertx;
  private final Pool pool;

  private PayRepository(Vertx vertx, Pool pool) {
    this.vertx = vertx;
    this.pool = pool;
  }

  /** Connects when first needed; {@link #close()} when done. */
  static PayRepository open(Vertx vertx, DatabaseConfig config) {
    return new PayRepository(vertx, MySqlPools.open(vertx, config));
  }

  /** Where effects are handed in; they come back to {@link #apply} once they are due. */
  BranchWriter<PayEffect> writer() {
    return new BarrierBranchWriter<>(vertx, pool, this);
  }

  Future<Optional<Payment>> find(String orderId) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(orderId))
        .map(
            rows -> {
              RowIterator<Row> row = rows.iterator();
              return row.hasNext() ? Optional.of(toPayment(row.next())) : Optional.empty();
            });
  }

  Future<Boolean> ping() {
    return pool.query(PING).execute().map(true);
  }

  Future<Void> close() {
    return pool.close();
  }

  @Override
  public Future<Void> apply(SqlConnection connection, BranchContext branch, PayEffect effect) {
    return effect instanceof Create create
        ? create(connection, create)
        : revert(connection, (Revert) effect);
  }

  private static Future<Void> create(SqlConnection connection, Create create) {
    return connection
        .preparedQuery(CREATE)
        .execute(Tuple.of(create.orderId(), create.userId(), create.amount()))
        .<Void>mapEmpty()
        .recover(e -> Future.failedFuture(refusedIfTaken(e, create.orderId())));
  }

  /**
   * The barrier lets a saga's own row through once; a row that is there, even one with the same
   * values, was written by another saga or by hand, and must not be taken for this one's.
   */
  private static Throwable refusedIfTaken(Throwable e, String orderId) {
    boolean taken = e instanceof MySQLException sql && sql.getErrorCode() == DUPLICATE_KEY;
    return taken ? new BranchRefused("order " + orderId + " has a payment already") : e;
  }

  /** A payment that is cancelled or refunded already, or gone, leaves nothing to take back. */
  private static Future<Void> revert(SqlConnection connection, Revert revert) {
    return connection
        .preparedQuery(REVERT)
        .execute(Tuple.of(revert.orderId()))
        .map(
            updated -> {
              if (updated.rowCount() == 0) {
                LOG.warn("no payment of order {} waits or is paid", revert.orderId());
              }
              return null;
            });
  }

  private static Payment toPayment(Row row) {
    return new Payment(
        row.getString("order_id"),
        row.getLong("user_id"),
        row.getLong("amount"),
        row.getInteger("status"));
  }
}
