package eshop.order;

import eshop.saga.BranchFields;
import eshop.saga.BranchRefused;

/** What a branch call writes. */
sealed interface OrderEffect {

  /**
   * Writes the order's row in status "wait pay".
   *
   * @param amount in cents
   * @param couponId 0 for no coupon
   */
  record Create(
      String orderId, long userId, long productId, long amount, long productCount, long couponId)
      implements OrderEffect {

    /**
     * From an action's fields, where numbers are unsigned in Java's signed types.
     *
     * @throws BranchRefused for a request that can never be written
     */
    static Create of(
        String orderId, long userId, long productId, int amount, int productCount, long couponId) {
      return new Create(
          BranchFields.orderId("orderID", orderId),
          BranchFields.id("userID", userId),
          BranchFields.id("productID", productId),
          BranchFields.positive("amount", amount),
          BranchFields.positive("productCount", productCount),
          couponId == 0 ? 0 : BranchFields.id("couponID", couponId));
    }
  }

  /** Cancels the order. */
  record Cancel(String orderId) implements OrderEffect {}
}
