package eshop.stock;

import eshop.platform.db.DatabaseConfig;
import eshop.platform.db.MySqlPools;
import eshop.saga.BarrierBranchWriter;
import eshop.saga.BranchContext;
import eshop.saga.BranchEffects;
import eshop.saga.BranchRefused;
import eshop.saga.BranchWriter;
import eshop.stock.StockEffect.Deduct;
import eshop.stock.StockEffect.Revert;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;

/**
 * All SQL of the stock service, and the only class that holds its connections. Every change is one
 * conditional UPDATE: what is read first and written later is oversold under load.
 */
final class StockRepository implements BranchEffects<StockEffect> {
  private static final String DEDUCT =
      "UPDATE stock SET stock = stock - ?"
          + " WHERE product_id = ? AND stock >= ? AND deleted_at IS NULL";

  /** Also for a product that has been withdrawn in the meantime: the units exist. */
  private static final String REVERT = "UPDATE stock SET stock = stock + ? WHERE product_id = ?";

  private static final String FIND =
      "SELECT stock FROM stock WHERE product_id = ? AND deleted_at IS NULL";

  private static final String PING = "SELECT 1";

  private final Vertx vertx;
  private final Pool pool;

  private StockRepository(Vertx vertx, Pool pool) {
    this.vertx = vertx;
    this.pool = pool;
  }

  /** Connects when first needed; {@link #close()} when done. */
  static StockRepository open(Vertx vertx, DatabaseConfig config) {
    return new StockRepository(vertx, MySqlPools.open(vertx, config));
  }

  /** Where effects are handed in; they come back to {@link #apply} once they are due. */
  BranchWriter<StockEffect> writer() {
    return new BarrierBranchWriter<>(vertx, pool, this);
  }

  /** Units left, empty when there is no such product. */
  Future<Optional<Long>> find(long productId) {
    return find(pool, productId);
  }

  Future<Boolean> ping() {
    return pool.query(PING).execute().map(true);
  }

  Future<Void> close() {
    return pool.close();
  }

  @Override
  public Future<Void> apply(SqlConnection connection, BranchContext branch, StockEffect effect) {
    return effect instanceof Deduct deduct
        ? deduct(connection, deduct)
        : revert(connection, (Revert) effect);
  }

  private static Future<Void> deduct(SqlConnection connection, Deduct deduct) {
    return connection
        .preparedQuery(DEDUCT)
        .execute(Tuple.of(deduct.count(), deduct.productId(), deduct.count()))
        .compose(
            updated ->
                updated.rowCount() == 1
                    ? Future.<Void>succeededFuture()
                    : refused(connection, deduct));
  }

  /** Reads only to tell why: the UPDATE has decided. */
  private static Future<Void> refused(SqlConnection connection, Deduct deduct) {
    return find(connection, deduct.productId())
        .compose(
            left ->
                Future.failedFuture(
                    new BranchRefused(
                        left.isPresent()
                            ? "stock of product %d is short: %d wanted"
                                .formatted(deduct.productId(), deduct.count())
                            : "product %d does not exist".formatted(deduct.productId()))));
  }

  /** A row that is gone is no reason to say "undone": dtm repeats until someone looks at it. */
  private static Future<Void> revert(SqlConnection connection, Revert revert) {
    return connection
        .preparedQuery(REVERT)
        .execute(Tuple.of(revert.count(), revert.productId()))
        .compose(
            updated ->
                updated.rowCount() == 1
                    ? Future.<Void>succeededFuture()
                    : Future.failedFuture(
                        new IllegalStateException("no row to give the units back to: " + revert)));
  }

  private static Future<Optional<Long>> find(SqlClient client, long productId) {
    return client
        .preparedQuery(FIND)
        .execute(Tuple.of(productId))
        .map(
            rows -> {
              RowIterator<Row> row = rows.iterator();
              return row.hasNext() ? Optional.of(row.next().getLong("stock")) : Optional.empty();
            });
  }
}
