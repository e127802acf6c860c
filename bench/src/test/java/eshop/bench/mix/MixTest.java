package eshop.bench.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.bench.mix.MixOptions.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MixTest {
  private static final int ORDERS = 10_000;
  private static final CouponRange COUPONS = new CouponRange(500, ORDERS, 10);

  @Test
  void equalSeedsSendEqualOrders() {
    MixOptions options = new MixOptions(Shape.ZIPF, 100, 0.1, 0.5, 0.2, 10, 7);

    assertThat(orders(options, COUPONS)).isEqualTo(orders(options, COUPONS));
  }

  @Test
  void otherSeedsSendOtherOrders() {
    MixOptions one = new MixOptions(Shape.UNIFORM, 100, 0, 0, 0, 10, 1);
    MixOptions two = new MixOptions(Shape.UNIFORM, 100, 0, 0, 0, 10, 2);

    assertThat(orders(one, COUPONS)).isNotEqualTo(orders(two, COUPONS));
  }

  @Test
  void hotOrdersAreAllForOneProduct() {
    MixOptions options = new MixOptions(Shape.HOT, 100, 0, 0, 0, 10, 1);

    assertThat(orders(options, COUPONS)).extracting(OrderRequest::productId).containsOnly(42L);
  }

  @Test
  void uniformOrdersReachEveryProductAndNoOther() {
    MixOptions options = new MixOptions(Shape.UNIFORM, 10, 0, 0, 0, 10, 1);

    assertThat(orders(options, COUPONS).stream().map(OrderRequest::productId).distinct().sorted())
        .containsExactly(42L, 43L, 44L, 45L, 46L, 47L, 48L, 49L, 50L, 51L);
  }

  @Test
  void zipfOrdersTheFirstProductTwiceAsOftenAsTheSecond() {
    MixOptions options = new MixOptions(Shape.ZIPF, 1_000, 0, 0, 0, 10, 1);
    List<OrderRequest> orders = orders(options, COUPONS);

    double ratio = (double) countOf(orders, 42) / countOf(orders, 43);
    assertThat(ratio).isBetween(1.7, 2.3);
    assertThat(orders).allMatch(order -> order.productId() >= 42 && order.productId() < 1_042);
  }

  @Test
  void refusedOrdersAskForMoreOfTheShortProductThanThereIs() {
    MixOptions options = new MixOptions(Shape.UNIFORM, 10, 0.2, 0, 0, 10, 1);
    List<OrderRequest> refused =
        orders(options, COUPONS).stream().filter(order -> order.productCount() > 1).toList();

    assertThat(refused).hasSizeBetween(1_800, 2_200);
    assertThat(refused)
        .extracting(OrderRequest::productId)
        .containsOnly(Mix.shortProduct(options, 42));
  }

  @Test
  void eachCouponIsTakenOnceByItsOwner() {
    MixOptions options = new MixOptions(Shape.HOT, 1, 0, 0.5, 0, 10, 1);
    List<OrderRequest> withCoupon = withCoupon(options, COUPONS);

    assertThat(withCoupon).hasSizeBetween(4_700, 5_300);
    assertThat(withCoupon).extracting(OrderRequest::couponId).doesNotHaveDuplicates();
    assertThat(withCoupon).allMatch(order -> order.userId() == 1 + (order.couponId() - 500) % 10);
  }

  @Test
  void usedCouponsAreOnesThatAnEarlierOrderTook() {
    MixOptions options = new MixOptions(Shape.HOT, 1, 0, 1, 0.3, 10, 1);
    List<OrderRequest> withCoupon = withCoupon(options, COUPONS);

    long distinct = withCoupon.stream().map(OrderRequest::couponId).distinct().count();
    assertThat(withCoupon.size() - distinct).isBetween(2_700L, 3_300L);
  }

  @Test
  void ordersThatFindNoCouponLeftAreReported() {
    Mix mix =
        new Mix(new MixOptions(Shape.HOT, 1, 0, 1, 0, 10, 1), 42, new CouponRange(500, 3, 10));
    for (int i = 0; i < 5; i++) {
      mix.next();
    }

    assertThat(mix.missingCoupons()).isEqualTo(2);
  }

  @Test
  void aShareAboveOneIsRefused() {
    assertThatThrownBy(() -> new MixOptions(Shape.HOT, 1, 1.5, 0, 0, 10, 1))
        .hasMessage("--refusals must be 0 to 1");
  }

  private static List<OrderRequest> orders(MixOptions options, CouponRange coupons) {
    Mix mix = new Mix(options, 42, coupons);
    return Stream.generate(mix::next).limit(ORDERS).toList();
  }

  private static List<OrderRequest> withCoupon(MixOptions options, CouponRange coupons) {
    return orders(options, coupons).stream().filter(order -> order.couponId() > 0).toList();
  }

  private static long countOf(List<OrderRequest> orders, long product) {
    return orders.stream().filter(order -> order.productId() == product).count();
  }
}
