package eshop.pay;

import eshop.pay.PayEffect.Create;
import eshop.pay.PayEffect.Revert;
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
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All SQL of the pay service, and the only class that holds its connections. */
final class PayRepository implements BranchEffects<PayEffect> {
  private static final Logger LOG = LoggerFactory.getLogger(PayRepository.class);

  private static final String CREATE =
      "INSERT INTO pay (order_id, user_id, amount, status) VALUES ";

  private static final String CREATE_ROW = "(?, ?, ?, 1)";

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

  /** One: what waits meanwhile makes the next batch larger, and a commit is the dear part. */
  private static final int WRITERS = 1;

  private final Vertx vertx;
  private final NodeContext node;
  private final Pool pool;
  private final Transactions writes;
  private final BatchedBranchWriter<PayEffect> writer;

  private PayRepository(Vertx vertx, NodeContext node, DatabaseConfig config) {
    this.vertx = vertx;
    this.node = node;
    this.pool = node.databases().open(config);
    this.writes = node.databases().openForTransactions(config, WRITERS + WriteQueue.SINGLES_MAX);
    this.writer = new BatchedBranchWriter<>(vertx, "pay.branches", writes, this, WRITERS);
  }

  /** Connects when first needed; {@link #close()} when done. */
  static PayRepository open(Vertx vertx, NodeContext node, DatabaseConfig config) {
    PayRepository repository = new PayRepository(vertx, node, config);
    node.writeQueues().add(repository.writer.queue());
    return repository;
  }

  /** Where effects are handed in; they come back to {@link #apply} once they are due. */
  BranchWriter<PayEffect> writer() {
    return writer;
  }

  /** What keeps the barrier table small, to be closed before the repository. */
  BarrierHousekeeping housekeeping(DtmConfig dtm, HousekeepingConfig config) {
    return BarrierHousekeeping.start(vertx, pool, dtm, config);
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
      SqlConnection connection, List<DueBranch<PayEffect>> due) {
    List<Tuple> created = new ArrayList<>();
    List<String> reverted = new ArrayList<>();
    for (DueBranch<PayEffect> call : due) {
      if (call.effect() instanceof Create create) {
        created.add(row(create));
      } else {
        reverted.add(((Revert) call.effect()).orderId());
      }
    }
    return BatchSql.insert(connection, CREATE, CREATE_ROW, created)
        .compose(done -> BatchSql.missed(connection, REVERT, reverted, Tuple::of))
        .onSuccess(PayRepository::warnOfMissing)
        .<Map<BranchContext, BranchRefused>>map(done -> Map.of())
        .recover(e -> BatchSql.refusedIfTaken(e, due, PayRepository::taken));
  }

  private static Tuple row(Create payment) {
    return Tuple.of(payment.orderId(), payment.userId(), payment.amount());
  }

  private static String taken(PayEffect effect) {
    return "order " + ((Create) effect).orderId() + " has a payment already";
  }

  /** A payment that is cancelled or refunded already, or gone, leaves nothing to take back. */
  private static void warnOfMissing(List<String> orders) {
    orders.forEach(order -> LOG.warn("no payment of order {} waits or is paid", order));
  }

  private static Payment toPayment(Row row) {
    return new Payment(
        row.getString("order_id"),
        row.getLong("user_id"),
        row.getLong("amount"),
        row.getInteger("status"));
  }
}
