package eshop.order;

import eshop.platform.bus.ServiceFailure;
import eshop.platform.bus.ServiceFailure.Kind;

/**
 * What a user asks for, checked. Everything is checked before the saga is submitted, because a
 * branch that can never succeed would be retried for ever.
 *
 * @param userId 1 or more
 * @param productId 1 or more
 * @param amount price of the whole order in cents, 1 to 2^31-1
 * @param productCount 1 to 10,000
 * @param couponId 0 for no coupon
 * @param timeoutToFailS seconds until the order is given up; 0: the server's setting
 * @param retryIntervalS seconds to the first retry of a failed step; 0: the server's setting
 */
record OrderDraft(
    long userId,
    long productId,
    long amount,
    long productCount,
    long couponId,
    long timeoutToFailS,
    long retryIntervalS) {

  static final long AMOUNT_MAX = Integer.MAX_VALUE;
  static final long COUNT_MAX = 10_000;
  static final long SECONDS_MAX = 86_400;

  /** Names the field and the rule in an INVALID_ARGUMENT. */
  OrderDraft {
    check("userID", userId, 1, Long.MAX_VALUE);
    check("productID", productId, 1, Long.MAX_VALUE);
    check("amount", amount, 1, AMOUNT_MAX);
    check("productCount", productCount, 1, COUNT_MAX);
    check("couponID", couponId, 0, Long.MAX_VALUE);
    check("timeoutToFail", timeoutToFailS, 0, SECONDS_MAX);
    check("retryInterval", retryIntervalS, 0, SECONDS_MAX);
  }

  boolean hasCoupon() {
    return couponId != 0;
  }

  private static void check(String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw new ServiceFailure(
          Kind.INVALID_ARGUMENT, field + " must be a whole number from " + min + " to " + max);
    }
  }
}
