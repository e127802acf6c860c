package eshop.pay;

/** What a branch call writes. */
sealed interface PayEffect {

  /**
   * Writes the payment of an order, to be paid.
   *
   * @param amount in cents
   */
  record Create(String orderId, long userId, long amount) implements PayEffect {}

  /** Takes the payment of an order back. */
  record Revert(String orderId) implements PayEffect {}
}
