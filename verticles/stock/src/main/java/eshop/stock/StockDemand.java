package eshop.stock;

import eshop.saga.BranchContext;
import eshop.saga.BranchRefused;
import eshop.saga.DueBranch;
import eshop.stock.StockEffect.Deduct;
import eshop.stock.StockEffect.Revert;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a batch of calls wants of each product, summed up, so that a product in demand is updated
 * once for all of them. Sorted by product: two transactions then lock in the same order.
 *
 * @param due the calls, in order of arrival
 * @param deducted units wanted of each product
 * @param reverted units given back to each product
 */
record StockDemand(
    List<DueBranch<StockEffect>> due, List<ProductUnits> deducted, List<ProductUnits> reverted) {

  record ProductUnits(long productId, long units) {}

  static StockDemand of(List<DueBranch<StockEffect>> due) {
    SortedMap<Long, Long> deducted = new TreeMap<>();
    SortedMap<Long, Long> reverted = new TreeMap<>();
    for (DueBranch<StockEffect> call : due) {
      if (call.effect() instanceof Deduct deduct) {
        deducted.merge(deduct.productId(), deduct.count(), Long::sum);
      } else {
        Revert revert = (Revert) call.effect();
        reverted.merge(revert.productId(), revert.count(), Long::sum);
      }
    }
    return new StockDemand(due, units(deducted), units(reverted));
  }

  private static List<ProductUnits> units(SortedMap<Long, Long> sums) {
    return sums.entrySet().stream().map(e -> new ProductUnits(e.getKey(), e.getValue())).toList();
  }

  /**
   * Decides about all products at once.
   *
   * @param left units of each product that exists, under lock
   * @param refused gets the calls that are not served
   * @return units for those that are, by product, none of them zero
   */
  List<ProductUnits> serve(Map<Long, Long> left, Map<BranchContext, BranchRefused> refused) {
    List<ProductUnits> served = new ArrayList<>(deducted.size());
    for (ProductUnits wanted : deducted) {
      long product = wanted.productId();
      Optional<Long> there = Optional.ofNullable(left.get(product));
      boolean enough = there.isPresent() && there.get() >= wanted.units();
      long units = enough ? wanted.units() : admit(product, there, refused);
      if (units > 0) {
        served.add(new ProductUnits(product, units));
      }
    }
    return served;
  }

  /**
   * Decides whom a product that cannot serve all still serves: whoever came first and fits.
   *
   * @param left units, empty when there is no such product
   * @param refused gets those that are not served
   * @return units for those that are
   */
  long admit(long product, Optional<Long> left, Map<BranchContext, BranchRefused> refused) {
    long admitted = 0;
    for (DueBranch<StockEffect> call : due) {
      if (call.effect() instanceof Deduct deduct && deduct.productId() == product) {
        if (left.isPresent() && admitted + deduct.count() <= left.get()) {
          admitted += deduct.count();
        } else {
          refused.put(call.branch(), new BranchRefused(reason(deduct, left)));
        }
      }
    }
    return admitted;
  }

  private static String reason(Deduct deduct, Optional<Long> left) {
    return left.isPresent()
        ? "stock of product %d is short: %d wanted".formatted(deduct.productId(), deduct.count())
        : "product %d does not exist".formatted(deduct.productId());
  }
}
