package eshop.order;

import eshop.order.OrderEffect.Cancel;
import eshop.order.OrderEffect.Create;
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
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
      VALUES\s""";

  private static final String INSERT_ROW = "(?, ?, ?, ?, ?, ?, 1)";

  /** Paid or not: what the saga takes back must not be sent. What has been sent stays so. */
  private static final String CANCEL =
      "UPDATE order_record SET status = 5 WHERE order_id = ? AND status IN (1, 2)";

  private static final String FIND =
      """
      SELECT order_id, user_id, product_id, amount, product_count, coupon_id, status,
        created_at, updated_at
      FROM order_record WHERE order_id = ? AND deleted_at IS NULL""";

  /** One: what waits meanwhile makes the next batch larger, and a commit is the dear part. */
  private static final int WRITERS = 1;

  private final Vertx vertx;
  private final NodeContext node;
  private final Pool pool;
  private final Transactions writes;
  private final BatchedBranchWriter<OrderEffect> writer;

  private OrderRepository(Vertx vertx, NodeContext node, DatabaseConfig config) {
    this.vertx = vertx;
    this.node = node;
    this.pool = node.databases().open(config);
    this.writes = node.databases().openForTransactions(config, WRITERS + WriteQueue.SINGLES_MAX);
    this.writer = new BatchedBranchWriter<>(vertx, "order.branches", writes, this, WRITERS);
  }

  /** Connects when first needed; {@link #close()} when done. */
  static OrderRepository open(Vertx vertx, NodeContext node, DatabaseConfig config) {
    OrderRepository repository = new OrderRepository(vertx, node, config);
    node.writeQueues().add(repository.writer.queue());
    return repository;
  }

  /** Where effects are handed in; they come back to {@link #apply} once they are due. */
  BranchWriter<OrderEffect> writer() {
    return writer;
  }

  /** What keeps the barrier table small, to be closed before the repository. */
  BarrierHousekeeping housekeeping(DtmConfig dtm, HousekeepingConfig config) {
    return BarrierHousekeeping.start(vertx, pool, dtm, config);
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
      SqlConnection connection, List<DueBranch<OrderEffect>> due) {
    List<Tuple> created = new ArrayList<>();
    List<String> cancelled = new ArrayList<>();
    for (DueBranch<OrderEffect> call : due) {
      if (call.effect() instanceof Create create) {
        created.add(row(create));
      } else {
        cancelled.add(((Cancel) call.effect()).orderId());
      }
    }
    return BatchSql.insert(connection, INSERT, INSERT_ROW, created)
        .compose(done -> BatchSql.missed(connection, CANCEL, cancelled, Tuple::of))
        .onSuccess(OrderRepository::warnOfMissing)
        .<Map<BranchContext, BranchRefused>>map(done -> Map.of())
        .recover(e -> BatchSql.refusedIfTaken(e, due, OrderRepository::taken));
  }

  private static Tuple row(Create order) {
    return Tuple.of(
        order.orderId(),
        order.userId(),
        order.productId(),
        order.amount(),
        order.productCount(),
        order.couponId());
  }

  private static String taken(OrderEffect effect) {
    return "order " + ((Create) effect).orderId() + " exists already";
  }

  /** An order that is cancelled or sent already, or gone, leaves nothing to take back. */
  private static void warnOfMissing(List<String> orders) {
    orders.forEach(order -> LOG.warn("order {} is not one that can be cancelled", order));
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
