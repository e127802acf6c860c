package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.testkit.NoBlockedThreads;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An order that is refused half-way, over whichever protocol. */
@ExtendWith(NoBlockedThreads.class)
abstract class OrderIsUndone {
  private static final int UNUSED = 1;
  private static final int CANCELLED_ORDER = 5;
  private static final int CANCELLED_PAY = 4;

  abstract RunningNode node();

  @Test
  void stockIsGivenBackWhenTheCouponWasUsed() {
    node().shop().ended(node().shop().submit(Shop.order(2, 1, 1)));
    long stock = node().tables().stock(2);

    String orderId = node().shop().submit(Shop.order(2, 3, 1));

    JsonObject order = node().shop().ended(orderId);
    assertThat(order.getString("status")).isEqualTo("failed");
    assertThat(order.getString("reason")).startsWith("coupon 1");
    assertThat(node().tables().stock(2)).isEqualTo(stock);
    assertThat(node().tables().orderStatus(orderId)).isEqualTo(CANCELLED_ORDER);
    assertThat(node().tables().payStatus(orderId)).isIn(null, CANCELLED_PAY);
  }

  @Test
  void theCouponIsUntouchedWhenStockIsShort() {
    long stock = node().tables().stock(1);

    String orderId = node().shop().submit(Shop.order(1, 1_000, 2));

    JsonObject order = node().shop().ended(orderId);
    assertThat(order.getString("status")).isEqualTo("failed");
    assertThat(order.getString("reason")).startsWith("stock of product 1");
    assertThat(node().tables().couponStatus(2)).isEqualTo(UNUSED);
    assertThat(node().tables().stock(1)).isEqualTo(stock);
    assertThat(node().tables().orderStatus(orderId)).isEqualTo(CANCELLED_ORDER);
    assertThat(node().tables().payStatus(orderId)).isNull();
  }

  @Test
  void aCouponOfAnotherUserIsRefused() {
    String orderId = node().shop().submit(Shop.order(1, 1, 2).put("userID", 7));

    assertThat(node().shop().ended(orderId).getString("status")).isEqualTo("failed");
    assertThat(node().tables().couponStatus(2)).isEqualTo(UNUSED);
  }

  @Test
  void aProductThatDoesNotExistIsRefusedAndNotRetriedForEver() {
    String orderId = node().shop().submit(Shop.order(99, 1, 0));

    assertThat(node().shop().ended(orderId).getString("reason")).startsWith("product 99");
  }
}
