package eshop.coupon;

/**
 * A coupon as it is stored.
 *
 * @param amount in cents
 * @param status {@link #UNUSED}, {@link #USED} or {@link #EXPIRED}
 * @param orderId the order that uses it; null when none does
 */
record Coupon(long id, long userId, long amount, int status, String orderId) {
  static final int UNUSED = 1;
  static final int USED = 2;
  static final int EXPIRED = 3;

  /** Why it cannot be used for an order of that user; only asked of one that could not. */
  String refusal(long forUserId) {
    if (forUserId != 0 && userId != forUserId) {
      return "coupon %d belongs to another user".formatted(id);
    }
    return switch (status) {
      case USED -> "coupon %d is used already".formatted(id);
      case EXPIRED -> "coupon %d has expired".formatted(id);
      default -> "coupon %d was in use by another order".formatted(id);
    };
  }
}
