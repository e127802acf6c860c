package eshop.coupon;

import eshop.api.coupon.v1.CouponUseReply;
import eshop.api.coupon.v1.CouponUseRequest;
import eshop.api.coupon.v1.couponGrpcService;
import eshop.api.coupon.v1.couponUseRevertReply;
import eshop.api.coupon.v1.couponUseRevertRequest;
import eshop.saga.BranchContext;
import eshop.saga.BranchEndpoint;
import eshop.saga.CallerProof;
import eshop.saga.LateCalls;
import io.vertx.core.Future;

/** The coupon service over gRPC, as dtm calls it: from message fields to arguments. */
final class CouponGrpcEndpoint {
  private final CouponService coupons;
  private final CallerProof proof;

  CouponGrpcEndpoint(CouponService coupons, CallerProof proof) {
    this.coupons = coupons;
    this.proof = proof;
  }

  BranchEndpoint endpoint(LateCalls lateCalls) {
    return BranchEndpoint.of(
            couponGrpcService.SERVICE_NAME, couponGrpcService.SERVICE_DESCRIPTOR, proof, lateCalls)
        .action(couponGrpcService.CouponUse, CouponUseReply.getDefaultInstance(), this::use)
        .compensate(
            couponGrpcService.CouponUseRevert,
            couponUseRevertReply.getDefaultInstance(),
            this::revert);
  }

  private Future<Void> use(BranchContext branch, CouponUseRequest request) {
    return coupons.use(branch, request.getCouponID(), request.getUserID());
  }

  private Future<Void> revert(BranchContext branch, couponUseRevertRequest request) {
    return coupons.revert(branch, request.getCouponID());
  }
}
