package eshop.coupon;

/** What a branch call writes; the order is the gid of the call's saga. */
sealed interface CouponEffect {
  /** The coupon it is about. */
  long couponId();

  /**
   * Marks the coupon as used by the order.
   *
   * @param userId whose coupon it must be; 0 when the caller does not say
   */
  record Use(long couponId, long userId) implements CouponEffect {}

  /** Frees the coupon, if this very order uses it. */
  record Revert(long couponId) implements CouponEffect {}
}
