package eshop.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.platform.node.NodeContext;
import eshop.testkit.DeployedService;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the verticle offers beside its branches: the seed, the event bus, health. */
class StockVerticleTest {
  private static NodeContext node;

  @RegisterExtension
  static final DeployedService<StockVerticle> service =
      new DeployedService<>(StockVerticleTest::verticle, StockVerticle::grpcPort);

  private static StockVerticle verticle(Vertx vertx) {
    node = NodeContext.of(vertx);
    return new StockVerticle(node);
  }

  @Test
  void aFreshSchemaHasTwoProducts() {
    assertThat(get(1)).isEqualTo(new JsonObject("{\"productID\":1,\"stock\":100}"));
    assertThat(get(2)).isEqualTo(new JsonObject("{\"productID\":2,\"stock\":200}"));
  }

  @Test
  void whatIsPutOnSaleIsSuppliedUnlessSaidOtherwise() {
    service.update("INSERT INTO stock (product_id, stock) VALUES (7, 50)");
    assertThat(service.value("SELECT supplied FROM stock WHERE product_id = 7")).isEqualTo("50");
  }

  @Test
  void anUnknownProductIsNotFoundOnTheBus() {
    assertThatThrownBy(() -> get(999))
        .isInstanceOfSatisfying(
            ReplyException.class,
            e -> {
              assertThat(e.failureCode()).isEqualTo(404);
              assertThat(e).hasMessage("product 999 does not exist");
            });
  }

  @Test
  void aRequestWithoutProductIsRefusedOnTheBus() {
    assertThatThrownBy(() -> service.ask("eshop.stock.get", new JsonObject()))
        .isInstanceOfSatisfying(
            ReplyException.class, e -> assertThat(e.failureCode()).isEqualTo(400));
  }

  @Test
  void itIsHealthyAndReady() {
    assertThat(service.health("api.stock.v1.stock")).isEqualTo("SERVING");
    JsonObject ready = DeployedService.await(node.readiness().check());
    assertThat(ready.getJsonObject("checks").getBoolean("stock")).isTrue();
  }

  private static JsonObject get(long productId) {
    return service.ask("eshop.stock.get", new JsonObject().put("productID", productId));
  }
}
