package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.testkit.NoBlockedThreads;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(NoBlockedThreads.class)
class OrderSucceedsTest {
  @RegisterExtension static final RunningNode NODE = new RunningNode();

  @Test
  void anOrderWithoutCouponTakesStockAndOpensAPayment() {
    long stock = NODE.tables().stock(1);

    String orderId = NODE.shop().submit(Shop.order(1, 2, 0));

    assertThat(NODE.shop().ended(orderId).getString("status")).isEqualTo("succeed");
    assertThat(NODE.tables().orderStatus(orderId)).isEqualTo(1);
    assertThat(NODE.tables().stock(1)).isEqualTo(stock - 2);
    assertThat(NODE.tables().payStatus(orderId)).isEqualTo(1);
    assertThat(NODE.tables().payAmount(orderId)).isEqualTo(1_000);
  }

  @Test
  void anOrderWithCouponUsesTheCouponToo() {
    String orderId = NODE.shop().submit(Shop.order(2, 1, 1));

    assertThat(NODE.shop().ended(orderId).getString("status")).isEqualTo("succeed");
    assertThat(NODE.tables().couponStatus(1)).isEqualTo(2);
    assertThat(NODE.tables().payStatus(orderId)).isEqualTo(1);
  }

  @Test
  void aClientThatPrefersToWaitGetsTheFinalStatusWithTheOrder() {
    Shop.Answer answer = NODE.shop().submit(Shop.order(1, 1, 0), Map.of("Prefer", "wait=20"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.data().getString("status")).isEqualTo("succeed");
    JsonObject order = answer.data().getJsonObject("order");
    assertThat(order.getInteger("status")).isEqualTo(1);
    assertThat(order.getInteger("productCount")).isEqualTo(1);
  }

  @Test
  void anOrderNobodySubmittedIsNotFound() {
    assertThat(NODE.shop().get("/api/v1/orders/nobody").status()).isEqualTo(404);
  }
}
