package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.testkit.NoBlockedThreads;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An order from submit to its end, over whichever protocol. */
@ExtendWith(NoBlockedThreads.class)
abstract class OrderSucceeds {
  abstract RunningNode node();

  @Test
  void anOrderWithoutCouponTakesStockAndOpensAPayment() {
    long stock = node().tables().stock(1);

    String orderId = node().shop().submit(Shop.order(1, 2, 0));

    assertThat(node().shop().ended(orderId).getString("status")).isEqualTo("succeed");
    assertThat(node().tables().orderStatus(orderId)).isEqualTo(1);
    assertThat(node().tables().stock(1)).isEqualTo(stock - 2);
    assertThat(node().tables().payStatus(orderId)).isEqualTo(1);
    assertThat(node().tables().payAmount(orderId)).isEqualTo(1_000);
  }

  @Test
  void anOrderWithCouponUsesTheCouponToo() {
    String orderId = node().shop().submit(Shop.order(2, 1, 1));

    assertThat(node().shop().ended(orderId).getString("status")).isEqualTo("succeed");
    assertThat(node().tables().couponStatus(1)).isEqualTo(2);
    assertThat(node().tables().payStatus(orderId)).isEqualTo(1);
  }

  @Test
  void aClientThatPrefersToWaitGetsTheFinalStatusWithTheOrder() {
    Shop.Answer answer = node().shop().submit(Shop.order(1, 1, 0), Map.of("Prefer", "wait=20"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.data().getString("status")).isEqualTo("succeed");
    JsonObject order = answer.data().getJsonObject("order");
    assertThat(order.getInteger("status")).isEqualTo(1);
    assertThat(order.getInteger("productCount")).isEqualTo(1);
  }

  @Test
  void anOrderNobodySubmittedIsNotFound() {
    assertThat(node().shop().get("/api/v1/orders/nobody").status()).isEqualTo(404);
  }
}
