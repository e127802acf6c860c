package eshop.stock;

import eshop.platform.bus.ServiceFailure;
import eshop.platform.bus.ServiceFailure.Kind;
import eshop.saga.BranchContext;
import eshop.saga.BranchFields;
import eshop.saga.BranchWriter;
import io.vertx.core.Future;

/**
 * The rules of stock: who may take how much, whatever transport asks and however it is stored.
 *
 * <p>Numbers come as the contract has them, unsigned in Java's signed types.
 */
final class StockService {
  private final StockRepository repository;
  private final BranchWriter<StockEffect> writer;

  StockService(StockRepository repository, BranchWriter<StockEffect> writer) {
    this.repository = repository;
    this.writer = writer;
  }

  /** Action: takes the units, or refuses when fewer are left or the request can never be right. */
  Future<Void> deduct(BranchContext branch, long productId, int count) {
    return writer.write(
        branch,
        new StockEffect.Deduct(
            BranchFields.id("productID", productId), BranchFields.positive("productCount", count)));
  }

  /** Compensation: gives back what the action of the same branch took, and only then. */
  Future<Void> revert(BranchContext branch, long productId, int count) {
    return writer.write(branch, new StockEffect.Revert(productId, Integer.toUnsignedLong(count)));
  }

  /** Units left; fails with NOT_FOUND when there is no such product. */
  Future<Long> find(long productId) {
    return repository
        .find(productId)
        .map(
            stock ->
                stock.orElseThrow(
                    () ->
                        new ServiceFailure(
                            Kind.NOT_FOUND, "product " + productId + " does not exist")));
  }
}
