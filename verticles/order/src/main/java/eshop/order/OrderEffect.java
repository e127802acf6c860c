package eshop.order;

/** What a branch of this service writes, as data: the writer decides when and with whom. */
sealed interface OrderEffect {
  /** Action: a row in status "wait pay". Amount in cents. */
  record Create(
      String orderId, long userId, long productId, long amount, long productCount, long couponId)
      implements OrderEffect {}

  /** Compensation: the row becomes "cancelled". */
  record Cancel(String orderId) implements OrderEffect {}
}
