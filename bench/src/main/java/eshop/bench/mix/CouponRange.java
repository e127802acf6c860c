package eshop.bench.mix;

/**
 * The coupons prepared for a run: consecutive ids, handed to the users in turn.
 *
 * @param first id of the first
 * @param count how many; 0 for none
 * @param users the coupon {@code first + i} belongs to user {@code 1 + i % users}
 */
public record CouponRange(long first, int count, int users) {
  /** No coupon at all. */
  public static final CouponRange NONE = new CouponRange(1, 0, 1);

  /** Id of the coupon at an index from 0. */
  public long id(int index) {
    return first + index;
  }

  /** Who may use the coupon at an index. */
  public long owner(int index) {
    return 1L + index % users;
  }
}
