package eshop.coupon;

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
class CouponVerticleTest {
  private static NodeContext node;

  @RegisterExtension
  static final DeployedService<CouponVerticle> service =
      new DeployedService<>(CouponVerticleTest::verticle, CouponVerticle::grpcPort);

  private static CouponVerticle verticle(Vertx vertx) {
    node = NodeContext.of(vertx);
    return new CouponVerticle(node);
  }

  @Test
  void aFreshSchemaHasTwoCouponsOfUserOne() {
    assertThat(get(1))
        .isEqualTo(
            new JsonObject(
                """
                {"couponID":1,"userID":1,"amount":1000,"status":1,"orderID":null}"""));
    assertThat(get(2).getInteger("amount")).isEqualTo(2000);
  }

  @Test
  void aUsedCouponTellsItsOrderOnTheBus() {
    service.update(
        "INSERT INTO coupon (id, user_id, amount, status, order_id) VALUES (9, 7, 1, 2, 'o-1')");
    assertThat(get(9))
        .isEqualTo(
            new JsonObject(
                """
                {"couponID":9,"userID":7,"amount":1,"status":2,"orderID":"o-1"}"""));
  }

  @Test
  void anUnknownCouponIsNotFoundOnTheBus() {
    assertThatThrownBy(() -> get(999))
        .isInstanceOfSatisfying(
            ReplyException.class,
            e -> {
              assertThat(e.failureCode()).isEqualTo(404);
              assertThat(e).hasMessage("coupon 999 does not exist");
            });
  }

  @Test
  void aRequestWithoutCouponIsRefusedOnTheBus() {
    assertThatThrownBy(() -> service.ask("eshop.coupon.get", new JsonObject()))
        .isInstanceOfSatisfying(
            ReplyException.class, e -> assertThat(e.failureCode()).isEqualTo(400));
  }

  @Test
  void itIsHealthyAndReady() {
    assertThat(service.health("api.coupon.v1.coupon")).isEqualTo("SERVING");
    JsonObject ready = DeployedService.await(node.readiness().check());
    assertThat(ready.getJsonObject("checks").getBoolean("coupon")).isTrue();
  }

  private static JsonObject get(long couponId) {
    return service.ask("eshop.coupon.get", new JsonObject().put("couponID", couponId));
  }
}
