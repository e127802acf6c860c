package eshop.pay;

import eshop.platform.bus.ServiceFailure;
import eshop.platform.bus.ServiceFailure.Kind;
import eshop.saga.BranchContext;
import eshop.saga.BranchFields;
import eshop.saga.BranchWriter;
import io.vertx.core.Future;

/**
 * The rules of payments: every order has one at most.
 *
 * <p>A compensation is never refused, so one that meets a paid payment cannot say no: the order is
 * taken back and the user gets the money back. That takes whoever moves money, and time; until then
 * the payment stays "paid" with its refund marked as due, and becomes "refunded" when it is.
 */
final class PayService {
  private final PayRepository repository;
  private final BranchWriter<PayEffect> writer;

  PayService(PayRepository repository, BranchWriter<PayEffect> writer) {
    this.repository = repository;
    this.writer = writer;
  }

  /**
   * Action: writes the payment in status "wait", or refuses what can never be written.
   *
   * @param userId unsigned
   * @param amount in cents, unsigned
   */
  Future<Void> create(BranchContext branch, String orderId, long userId, int amount) {
    return writer.write(
        branch,
        new PayEffect.Create(
            BranchFields.orderId("orderID", orderId),
            BranchFields.id("userID", userId),
            BranchFields.positive("amount", amount)));
  }

  /** Compensation: cancels the payment, or marks its refund as due. */
  Future<Void> revert(BranchContext branch, String orderId) {
    return writer.write(branch, new PayEffect.Revert(orderId));
  }

  /** The order's payment; fails with NOT_FOUND when there is none. */
  Future<Payment> find(String orderId) {
    return repository
        .find(orderId)
        .map(
            payment ->
                payment.orElseThrow(
                    () ->
                        new ServiceFailure(
                            Kind.NOT_FOUND, "order " + orderId + " has no payment")));
  }
}
