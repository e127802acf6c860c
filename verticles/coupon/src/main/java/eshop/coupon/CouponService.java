package eshop.coupon;

import eshop.platform.bus.ServiceFailure;
import eshop.platform.bus.ServiceFailure.Kind;
import eshop.saga.BranchContext;
import eshop.saga.BranchFields;
import eshop.saga.BranchWriter;
import io.vertx.core.Future;

/**
 * The rules of coupons: one order at most uses a coupon, and it must be its user's.
 *
 * <p>Numbers come as the contract has them, unsigned in Java's signed types.
 */
final class CouponService {
  private final CouponRepository repository;
  private final BranchWriter<CouponEffect> writer;

  CouponService(CouponRepository repository, BranchWriter<CouponEffect> writer) {
    this.repository = repository;
    this.writer = writer;
  }

  /**
   * Action: uses the coupon for the saga's order, or refuses when that can never be.
   *
   * @param userId whose coupon it must be; 0 from callers of the contract's first form, which has
   *     no such field
   */
  Future<Void> use(BranchContext branch, long couponId, long userId) {
    long owner = userId == 0 ? 0 : BranchFields.id("userID", userId);
    BranchFields.orderId("gid", branch.gid());
    return writer.write(branch, new CouponEffect.Use(BranchFields.id("couponID", couponId), owner));
  }

  /** Compensation: frees the coupon if the saga's order uses it. */
  Future<Void> revert(BranchContext branch, long couponId) {
    return writer.write(branch, new CouponEffect.Revert(couponId));
  }

  /** The coupon; fails with NOT_FOUND when there is none. */
  Future<Coupon> find(long couponId) {
    return repository
        .find(couponId)
        .map(
            coupon ->
                coupon.orElseThrow(
                    () ->
                        new ServiceFailure(
                            Kind.NOT_FOUND, "coupon " + couponId + " does not exist")));
  }
}
