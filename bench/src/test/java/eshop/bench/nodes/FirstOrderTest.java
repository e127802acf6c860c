package eshop.bench.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.bench.ShopDouble;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FirstOrderTest {
  @Test
  void itAsksAgainUntilTheOrderIsTaken() throws Exception {
    try (ShopDouble shop = new ShopDouble()) {
      shop.answer(
          (number, request) -> {
            if (number < 3) {
              request.response().setStatusCode(503).end("{\"code\":1,\"msg\":\"not yet\"}");
            } else {
              ShopDouble.ok(request, number);
            }
          });

      FirstOrder.await(shop.url(), 20);

      assertThat(shop.bodies()).hasSize(3);
    }
  }

  @Test
  void aServerThatNeverTakesItFailsAtTheLimit() throws Exception {
    try (ShopDouble shop = new ShopDouble()) {
      shop.answer((number, request) -> request.response().setStatusCode(503).end());

      assertThatThrownBy(() -> FirstOrder.await(shop.url(), 0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not final in time");
    }
  }
}
