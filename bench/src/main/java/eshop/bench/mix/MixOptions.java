package eshop.bench.mix;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * What the orders of a run are like. Two runs with equal options send the same orders in the same
 * order.
 *
 * @param shape how products are chosen
 * @param products how many there are; 1 when hot
 * @param refusals share of orders that ask for more than there is, 0 to 1
 * @param coupons share of orders with a coupon, 0 to 1
 * @param usedCoupons share of the orders with a coupon whose coupon an earlier order took, 0 to 1
 * @param users how many users order
 */
public record MixOptions(
    Shape shape,
    int products,
    double refusals,
    double coupons,
    double usedCoupons,
    int users,
    long seed) {

  /** How products are chosen. */
  public enum Shape {
    /** One product. */
    HOT,
    /** All equally often. */
    UNIFORM,
    /** Rank r in proportion to 1 / r^0.99. */
    ZIPF;

    ProductChoice choice(int products) {
      return switch (this) {
        case HOT -> ProductChoice.hot();
        case UNIFORM -> ProductChoice.uniform(products);
        case ZIPF -> ProductChoice.zipf(products);
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Checks the ranges. */
  public MixOptions {
    if (shape == Shape.HOT) {
      products = 1;
    }
    check(products >= 1 && products <= 1_000_000, "--products must be 1 to 1000000");
    check(users >= 1 && users <= 1_000_000, "--users must be 1 to 1000000");
    check(share(refusals), "--refusals must be 0 to 1");
    check(share(coupons), "--coupons must be 0 to 1");
    check(share(usedCoupons), "--used-coupons must be 0 to 1");
  }

  /** All that is needed to repeat the mix. */
  public JsonObject json() {
    return new JsonObject()
        .put("shape", shape.toString())
        .put("products", products)
        .put("refusals", refusals)
        .put("coupons", coupons)
        .put("usedCoupons", usedCoupons)
        .put("users", users)
        .put("seed", seed);
  }

  private static boolean share(double value) {
    return value >= 0 && value <= 1;
  }

  private static void check(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
