package eshop.coupon;

import static eshop.api.coupon.v1.couponGrpcClient.CouponUse;
import static eshop.api.coupon.v1.couponGrpcClient.CouponUseRevert;
import static eshop.testkit.DeployedService.newGid;
import static org.assertj.core.api.Assertions.assertThat;

import eshop.api.coupon.v1.CouponUseRequest;
import eshop.api.coupon.v1.couponUseRevertRequest;
import eshop.platform.node.NodeContext;
import eshop.testkit.BranchCaller.Answer;
import eshop.testkit.DeployedService;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Using a coupon and freeing it, called as dtm calls it. Every test has an unused coupon of user 7
 * of its own and a saga of its own, whose gid is the order.
 */
class CouponBranchTest {
  @RegisterExtension
  static final DeployedService<CouponVerticle> service =
      new DeployedService<>(
          vertx -> new CouponVerticle(NodeContext.of(vertx)), CouponVerticle::grpcPort);

  private static final AtomicLong coupons = new AtomicLong(1_000);

  private final long coupon = coupons.incrementAndGet();
  private final String gid = newGid();

  CouponBranchTest() {
    service.update("INSERT INTO coupon (id, user_id, amount) VALUES (" + coupon + ", 7, 500)");
  }

  @Test
  void useMarksTheCouponAsUsedByTheOrder() {
    assertThat(use(gid)).isEqualTo(Answer.OK);
    assertThat(stored()).isEqualTo("used by " + gid);
  }

  @Test
  void aCallerThatDoesNotSayWhoseCouponItIsMayUseIt() {
    assertThat(service.action(CouponUse, gid, request(coupon, 0))).isEqualTo(Answer.OK);
    assertThat(stored()).isEqualTo("used by " + gid);
  }

  @Test
  void aCouponThatAnotherOrderUsesIsRefused() {
    String other = newGid();
    use(other);
    assertThat(use(gid)).isEqualTo(Answer.refused("coupon " + coupon + " is used already"));
    assertThat(stored()).isEqualTo("used by " + other);
  }

  @Test
  void aRefusalLeavesNothing() {
    use(newGid());
    use(gid);
    assertThat(service.barrierRows(gid)).isZero();
  }

  @Test
  void anotherUsersCouponIsRefused() {
    assertThat(service.action(CouponUse, gid, request(coupon, 8)))
        .isEqualTo(Answer.refused("coupon " + coupon + " belongs to another user"));
    assertThat(stored()).isEqualTo("unused");
  }

  @Test
  void anExpiredCouponIsRefused() {
    service.update("UPDATE coupon SET status = 3 WHERE id = " + coupon);
    assertThat(use(gid)).isEqualTo(Answer.refused("coupon " + coupon + " has expired"));
  }

  @Test
  void anUnknownCouponIsRefused() {
    assertThat(service.action(CouponUse, gid, request(999_999, 7)))
        .isEqualTo(Answer.refused("coupon 999999 does not exist"));
  }

  @Test
  void aWithdrawnCouponIsRefused() {
    service.update("UPDATE coupon SET deleted_at = NOW(3) WHERE id = " + coupon);
    assertThat(use(gid)).isEqualTo(Answer.refused("coupon " + coupon + " does not exist"));
  }

  @Test
  void aRequestThatCanNeverBeRightIsRefusedSoThatTheSagaEnds() {
    assertThat(service.action(CouponUse, gid, request(0, 7)))
        .isEqualTo(Answer.refused("couponID must be 1 to 9223372036854775807, was 0"));
    assertThat(service.action(CouponUse, gid, request(coupon, -1)).message())
        .isEqualTo("userID must be 1 to 9223372036854775807, was 18446744073709551615");
  }

  @Test
  void aGidThatIsTooLongForAnOrderIsRefusedAndCanBeReverted() {
    String tooLong = "x".repeat(46);
    assertThat(use(tooLong)).isEqualTo(Answer.refused("gid must match [A-Za-z0-9_.:-]{1,45}"));
    assertThat(revert(tooLong)).isEqualTo(Answer.OK);
  }

  @Test
  void revertFreesTheCouponForAnotherOrder() {
    use(gid);
    assertThat(revert(gid)).isEqualTo(Answer.OK);
    assertThat(stored()).isEqualTo("unused");
    assertThat(use(newGid())).isEqualTo(Answer.OK);
  }

  @Test
  void revertDoesNotFreeACouponThatHasComeToAnotherOrder() {
    use(gid);
    service.update("UPDATE coupon SET order_id = 'other' WHERE id = " + coupon);
    assertThat(revert(gid)).isEqualTo(Answer.OK);
    assertThat(stored()).isEqualTo("used by other");
  }

  @Test
  void revertOfARefusedUseDoesNotFreeTheOtherOrdersCoupon() {
    String other = newGid();
    use(other);
    use(gid);
    assertThat(revert(gid)).isEqualTo(Answer.OK);
    assertThat(stored()).isEqualTo("used by " + other);
  }

  @Test
  void revertWithoutActionDoesNothing() {
    assertThat(revert(gid)).isEqualTo(Answer.OK);
    assertThat(stored()).isEqualTo("unused");
  }

  @Test
  void anActionThatComesAfterItsRevertDoesNothing() {
    revert(gid);
    assertThat(use(gid)).isEqualTo(Answer.OK);
    assertThat(stored()).isEqualTo("unused");
  }

  @Test
  void aRepeatedUseIsNotTakenForAUsedCoupon() {
    assertThat(List.of(use(gid), use(gid), use(gid))).containsOnly(Answer.OK);
  }

  @Test
  void aRepeatedRevertDoesNotFreeTheNextOrdersCoupon() {
    String next = newGid();
    use(gid);
    revert(gid);
    use(next);
    assertThat(revert(gid)).isEqualTo(Answer.OK);
    assertThat(stored()).isEqualTo("used by " + next);
  }

  @Test
  void parallelDuplicatesAllSucceed() {
    assertThat(service.inParallel(20, to -> to.action(CouponUse, gid, request(coupon, 7))))
        .containsOnly(Answer.OK);
    assertThat(stored()).isEqualTo("used by " + gid);
  }

  @Test
  void ofParallelOrdersOneGetsTheCoupon() {
    List<Answer> answers =
        service.inParallel(20, to -> to.action(CouponUse, newGid(), request(coupon, 7)));
    assertThat(answers).filteredOn(Answer.OK::equals).hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> !answer.equals(Answer.OK))
        .containsOnly(Answer.refused("coupon " + coupon + " is used already"));
  }

  @Test
  void parallelUsesAndRevertsOfOneSagaEndUnused() {
    AtomicInteger turn = new AtomicInteger();
    List<Answer> answers =
        service.inParallel(
            20,
            to ->
                turn.getAndIncrement() % 2 == 0
                    ? to.action(CouponUse, gid, request(coupon, 7))
                    : to.compensate(CouponUseRevert, gid, revertRequest()));
    assertThat(answers).containsOnly(Answer.OK);
    assertThat(stored()).isEqualTo("unused");
  }

  private Answer use(String order) {
    return service.action(CouponUse, order, request(coupon, 7));
  }

  private Answer revert(String order) {
    return service.compensate(CouponUseRevert, order, revertRequest());
  }

  private static CouponUseRequest request(long couponId, long userId) {
    return CouponUseRequest.newBuilder().setCouponID(couponId).setUserID(userId).build();
  }

  private couponUseRevertRequest revertRequest() {
    return couponUseRevertRequest.newBuilder().setCouponID(coupon).setUserID(7).build();
  }

  private String stored() {
    return service.value(
        "SELECT IF(status = 1 AND order_id IS NULL, 'unused', CONCAT('used by ', order_id))"
            + " FROM coupon WHERE id = "
            + coupon);
  }
}
