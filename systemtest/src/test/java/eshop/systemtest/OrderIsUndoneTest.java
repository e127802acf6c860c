package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.testkit.NoBlockedThreads;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(NoBlockedThreads.class)
class OrderIsUndoneTest {
  private static final int UNUSED = 1;
  private static final int CANCELLED_ORDER = 5;
  private static final int CANCELLED_PAY = 4;

  @RegisterExtension static final RunningNode NODE = new RunningNode();

  @Test
  void stockIsGivenBackWhenTheCouponWasUsed() {
    NODE.shop().ended(NODE.shop().submit(Shop.order(2, 1, 1)));
    long stock = NODE.tables().stock(2);

    String orderId = NODE.shop().submit(Shop.order(2, 3, 1));

    JsonObject order = NODE.shop().ended(orderId);
    assertThat(order.getString("status")).isEqualTo("failed");
    assertThat(order.getString("reason")).contains("coupon 1");
    assertThat(NODE.tables().stock(2)).isEqualTo(stock);
    assertThat(NODE.tables().orderStatus(orderId)).isEqualTo(CANCELLED_ORDER);
    assertThat(NODE.tables().payStatus(orderId)).isIn(null, CANCELLED_PAY);
  }

  @Test
  void theCouponIsUntouchedWhenStockIsShort() {
    long stock = NODE.tables().stock(1);

    String orderId = NODE.shop().submit(Shop.order(1, 1_000, 2));

    JsonObject order = NODE.shop().ended(orderId);
    assertThat(order.getString("status")).isEqualTo("failed");
    assertThat(order.getString("reason")).contains("stock of product 1");
    assertThat(NODE.tables().couponStatus(2)).isEqualTo(UNUSED);
    assertThat(NODE.tables().stock(1)).isEqualTo(stock);
    assertThat(NODE.tables().orderStatus(orderId)).isEqualTo(CANCELLED_ORDER);
    assertThat(NODE.tables().payStatus(orderId)).isNull();
  }

  @Test
  void aCouponOfAnotherUserIsRefused() {
    String orderId = NODE.shop().submit(Shop.order(1, 1, 2).put("userID", 7));

    assertThat(NODE.shop().ended(orderId).getString("status")).isEqualTo("failed");
    assertThat(NODE.tables().couponStatus(2)).isEqualTo(UNUSED);
  }

  @Test
  void aProductThatDoesNotExistIsRefusedAndNotRetriedForEver() {
    String orderId = NODE.shop().submit(Shop.order(99, 1, 0));

    assertThat(NODE.shop().ended(orderId).getString("reason")).contains("product 99");
  }
}
