package eshop.bench.mix;

import java.util.Random;

/**
 * The stream of a run's orders. Equal options and ranges give an equal stream. Not thread-safe:
 * lives on the load's event loop.
 *
 * <p>A refusal asks for two pieces of a product of which one was prepared: a hot product has far
 * more stock than the API lets one order ask for. A used coupon is one that an earlier order of
 * this run took, so no coupon is prepared as used without the order that the books ask for.
 */
public final class Mix {
  private static final int AMOUNT_CENTS = 1_000;
  private static final int TOO_MANY = 2;

  private final MixOptions options;
  private final ProductChoice choice;
  private final long firstProduct;
  private final CouponRange coupons;
  private final Random random;
  private int taken;
  private int missing;

  /**
   * A new stream.
   *
   * @param firstProduct id of the product at index 0; the one after the last is {@link
   *     #shortProduct}
   */
  public Mix(MixOptions options, long firstProduct, CouponRange coupons) {
    this.options = options;
    this.choice = options.shape().choice(options.products());
    this.firstProduct = firstProduct;
    this.coupons = coupons;
    this.random = new Random(options.seed());
  }

  /** Id of the product that refused orders ask for too many of; prepared with one piece. */
  public static long shortProduct(MixOptions options, long firstProduct) {
    return firstProduct + options.products();
  }

  /** The next order. Every order draws the same number of random values, whatever it becomes. */
  public OrderRequest next() {
    int product = choice.next(random);
    int user = random.nextInt(options.users());
    boolean refused = random.nextDouble() < options.refusals();
    boolean withCoupon = random.nextDouble() < options.coupons();
    boolean used = random.nextDouble() < options.usedCoupons();
    double which = random.nextDouble();
    long productId = refused ? shortProduct(options, firstProduct) : firstProduct + product;
    int count = refused ? TOO_MANY : 1;
    int coupon = withCoupon ? coupon(used, which) : -1;
    return coupon < 0
        ? new OrderRequest(1L + user, productId, AMOUNT_CENTS, count, 0)
        : new OrderRequest(
            coupons.owner(coupon), productId, AMOUNT_CENTS, count, coupons.id(coupon));
  }

  /** Orders that should have had a coupon when none was left: more than 0 spoils the mix. */
  public int missingCoupons() {
    return missing;
  }

  /** An index; -1 when none is left. */
  private int coupon(boolean used, double which) {
    if (used && taken >= 2) {
      int earlier = taken / 2;
      return (int) (which * earlier);
    }
    if (taken < coupons.count()) {
      return taken++;
    }
    missing++;
    return -1;
  }
}
