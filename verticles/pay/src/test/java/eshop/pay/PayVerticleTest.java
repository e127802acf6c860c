package eshop.pay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.platform.node.NodeContext;
import eshop.testkit.DeployedService;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the verticle offers beside its branches: the event bus, health. */
class PayVerticleTest {
  private static NodeContext node;

  @RegisterExtension
  static final DeployedService<PayVerticle> service =
      new DeployedService<>(PayVerticleTest::verticle, PayVerticle::grpcPort);

  private static PayVerticle verticle(Vertx vertx) {
    node = NodeContext.of(vertx);
    return new PayVerticle(node);
  }

  @Test
  void aPaymentIsToldOnTheBus() {
    service.update("INSERT INTO pay (order_id, user_id, amount) VALUES ('o-1', 7, 1200)");
    assertThat(get("o-1"))
        .isEqualTo(
            new JsonObject(
                """
                {"orderID":"o-1","userID":7,"amount":1200,"status":1}"""));
  }

  @Test
  void anOrderWithoutPaymentIsNotFoundOnTheBus() {
    assertThatThrownBy(() -> get("o-2"))
        .isInstanceOfSatisfying(
            ReplyException.class,
            e -> {
              assertThat(e.failureCode()).isEqualTo(404);
              assertThat(e).hasMessage("order o-2 has no payment");
            });
  }

  @Test
  void anIdThatIsNoOrderIdIsRefusedOnTheBus() {
    assertThatThrownBy(() -> get("a b"))
        .isInstanceOfSatisfying(
            ReplyException.class, e -> assertThat(e.failureCode()).isEqualTo(400));
  }

  @Test
  void itIsHealthyAndReady() {
    assertThat(service.health("api.pay.v1.pay")).isEqualTo("SERVING");
    JsonObject ready = DeployedService.await(node.readiness().check());
    assertThat(ready.getJsonObject("checks").getBoolean("pay")).isTrue();
  }

  private static JsonObject get(String orderId) {
    return service.ask("eshop.pay.get", new JsonObject().put("orderID", orderId));
  }
}
