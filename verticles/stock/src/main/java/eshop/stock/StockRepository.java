package eshop.stock;

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
import eshop.stock.StockDemand.ProductUnits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All SQL of the stock service, and the only class that holds its connections. What is read first
 * and written later is oversold under load, so a few products are changed by one conditional UPDATE
 * each, and many by one UPDATE of rows that were read and locked before.
 */
final class StockRepository implements BranchEffects<StockEffect> {
  private static final String DEDUCT =
      "UPDATE stock SET stock = stock - ?"
          + " WHERE product_id = ? AND stock >= ? AND deleted_at IS NULL";

  /** Also for a product that has been withdrawn in the meantime: the units exist. */
  private static final String REVERT = "UPDATE stock SET stock = stock + ? WHERE product_id = ?";

  private static final String FIND =
      "SELECT stock FROM stock WHERE product_id = ? AND deleted_at IS NULL";

  private static final String FIND_LOCKED = FIND + " FOR UPDATE";

  private static final String LOCK_MANY =
      "SELECT product_id, stock FROM stock FORCE INDEX (uniq_product_id)"
          + " WHERE product_id IN (%s) AND deleted_at IS NULL FOR UPDATE";

  /** Only for rows of {@link #LOCK_MANY}: their stock is known to be enough. */
  private static final String DEDUCT_MANY =
      "UPDATE stock FORCE INDEX (uniq_product_id) SET stock = stock - CASE product_id%s END"
          + " WHERE product_id IN (%s)";

  /** Of so many products on, two statements for all cost less than one for each. */
  private static final int MANY = 4;

  /** All calls want the same few rows: a second transaction would only wait for the first. */
  private static final int WRITERS = 1;

  private final Vertx vertx;
  private final NodeContext node;
  private final Pool pool;
  private final Transactions writes;
  private final BatchedBranchWriter<StockEffect> writer;

  private StockRepository(Vertx vertx, NodeContext node, DatabaseConfig config) {
    this.vertx = vertx;
    this.node = node;
    this.pool = node.databases().open(config);
    this.writes = node.databases().openForTransactions(config, WRITERS + WriteQueue.SINGLES_MAX);
    this.writer = new BatchedBranchWriter<>(vertx, "stock.branches", writes, this, WRITERS);
  }

  /** Connects when first needed; {@link #close()} when done. */
  static StockRepository open(Vertx vertx, NodeContext node, DatabaseConfig config) {
    StockRepository repository = new StockRepository(vertx, node, config);
    node.writeQueues().add(repository.writer.queue());
    return repository;
  }

  /** Where effects are handed in; they come back to {@link #apply} once they are due. */
  BranchWriter<StockEffect> writer() {
    return writer;
  }

  /** What keeps the barrier table small, to be closed before the repository. */
  BarrierHousekeeping housekeeping(DtmConfig dtm, HousekeepingConfig config) {
    return BarrierHousekeeping.start(vertx, pool, dtm, config);
  }

  /** Units left, empty when there is no such product. */
  Future<Optional<Long>> find(long productId) {
    return find(pool, FIND, productId);
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
      SqlConnection connection, List<DueBranch<StockEffect>> due) {
    StockDemand demand = StockDemand.of(due);
    return BatchSql.missed(connection, REVERT, demand.reverted(), StockRepository::revertKey)
        .compose(StockRepository::noneMissing)
        .compose(
            done ->
                demand.deducted().size() < MANY
                    ? deductEach(connection, demand)
                    : deductLocked(connection, demand));
  }

  private static Future<Map<BranchContext, BranchRefused>> deductEach(
      SqlConnection connection, StockDemand demand) {
    return BatchSql.missed(connection, DEDUCT, demand.deducted(), StockRepository::deductKey)
        .compose(missed -> admit(connection, demand, missed));
  }

  private static Future<Map<BranchContext, BranchRefused>> deductLocked(
      SqlConnection connection, StockDemand demand) {
    Map<BranchContext, BranchRefused> refused = new HashMap<>();
    return lock(connection, demand.deducted())
        .map(left -> demand.serve(left, refused))
        .compose(served -> deductAll(connection, served))
        .map(refused);
  }

  /** In the order of the key, as every transaction locks; units left of those that exist. */
  private static Future<Map<Long, Long>> lock(
      SqlConnection connection, List<ProductUnits> products) {
    Tuple ids = Tuple.tuple();
    BatchSql.padded(products).forEach(product -> ids.addLong(product.productId()));
    return connection
        .preparedQuery(LOCK_MANY.formatted(BatchSql.places(ids.size())))
        .execute(ids)
        .map(
            rows -> {
              Map<Long, Long> left = new HashMap<>();
              rows.forEach(row -> left.put(row.getLong("product_id"), row.getLong("stock")));
              return left;
            });
  }

  private static Future<Void> deductAll(SqlConnection connection, List<ProductUnits> served) {
    if (served.isEmpty()) {
      return Future.succeededFuture();
    }
    List<ProductUnits> products = BatchSql.padded(served);
    Tuple parameters = Tuple.tuple();
    products.forEach(product -> parameters.addLong(product.productId()).addLong(product.units()));
    products.forEach(product -> parameters.addLong(product.productId()));
    String update =
        DEDUCT_MANY.formatted(
            " WHEN ? THEN ?".repeat(products.size()), BatchSql.places(products.size()));
    return connection.preparedQuery(update).execute(parameters).mapEmpty();
  }

  private static Tuple revertKey(ProductUnits wanted) {
    return Tuple.of(wanted.units(), wanted.productId());
  }

  private static Tuple deductKey(ProductUnits wanted) {
    return Tuple.of(wanted.units(), wanted.productId(), wanted.units());
  }

  /** A row that is gone is no reason to say "undone": dtm repeats until someone looks at it. */
  private static Future<Void> noneMissing(List<ProductUnits> missing) {
    return missing.isEmpty()
        ? Future.succeededFuture()
        : Future.failedFuture(
            new IllegalStateException("no row to give the units back to: " + missing));
  }

  /** Serves the calls for products that are short in order of arrival while stock lasts. */
  private static Future<Map<BranchContext, BranchRefused>> admit(
      SqlConnection connection, StockDemand demand, List<ProductUnits> missed) {
    Map<BranchContext, BranchRefused> refused = new HashMap<>();
    Future<Void> last = Future.succeededFuture();
    for (ProductUnits product : missed) {
      last = last.compose(done -> admit(connection, demand, product.productId(), refused));
    }
    return last.map(refused);
  }

  private static Future<Void> admit(
      SqlConnection connection,
      StockDemand demand,
      long product,
      Map<BranchContext, BranchRefused> refused) {
    return find(connection, FIND_LOCKED, product)
        .compose(
            left -> {
              long admitted = demand.admit(product, left, refused);
              return admitted == 0
                  ? Future.succeededFuture()
                  : connection
                      .preparedQuery(DEDUCT)
                      .execute(Tuple.of(admitted, product, admitted))
                      .mapEmpty();
            });
  }

  private static Future<Optional<Long>> find(SqlClient client, String statement, long productId) {
    return client
        .preparedQuery(statement)
        .execute(Tuple.of(productId))
        .map(
            rows -> {
              RowIterator<Row> row = rows.iterator();
              return row.hasNext() ? Optional.of(row.next().getLong("stock")) : Optional.empty();
            });
  }
}
