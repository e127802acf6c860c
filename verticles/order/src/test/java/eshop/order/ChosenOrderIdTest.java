package eshop.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.UlidCreator;
import eshop.platform.node.NodeContext;
import eshop.testkit.DeployedService;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: who chooses the order's id may submit it again when no answer came, and gets one order. */
class ChosenOrderIdTest {
  private static final String RULE = "orderID must be a ULID that was made within 10 minutes";

  @Order(1)
  @RegisterExtension
  static final DtmDouble dtm = new DtmDouble();

  @Order(2)
  @RegisterExtension
  static final DeployedService<OrderVerticle> service =
      new DeployedService<>(
          vertx -> new OrderVerticle(NodeContext.of(vertx)), OrderVerticle::grpcPort, dtm::config);

  private static final Submits submit = new Submits(service);

  @Test
  void itIsTheGidOfTheSaga() {
    String chosen = idAt(System.currentTimeMillis());

    assertThat(submit.onTheBus(order(chosen))).isEqualTo(accepted(chosen));
    assertThat(dtm.submitted(chosen).getGid()).isEqualTo(chosen);
  }

  @Test
  void submittedAgainAfterItsEndItIsAcceptedAsBefore() {
    String chosen = idAt(System.currentTimeMillis());
    submit.onTheBus(order(chosen));
    dtm.knows(chosen, "succeed", "");
    dtm.refuseTheNext();

    assertThat(submit.onTheBus(order(chosen))).isEqualTo(accepted(chosen));
  }

  @Test
  void oneThatDtmRefusesAndDoesNotKnowIsRefused() {
    dtm.refuseTheNext();

    submit.failsOnTheBus(
        order(idAt(System.currentTimeMillis())), 500, "the transaction manager refused the order");
  }

  @ParameterizedTest
  @ValueSource(longs = {-11, 11})
  void oneOfAnotherTimeIsRefused(long minutes) {
    long made = System.currentTimeMillis() + Duration.ofMinutes(minutes).toMillis();

    submit.failsOnTheBus(order(idAt(made)), 400, RULE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "order-1", "01arz3ndektsv4rrffq69g5fav", "81ARZ3NDEKTSV4RRFFQ69G5FAV"})
  void whatIsNoUlidIsRefused(String chosen) {
    submit.failsOnTheBus(
        order(chosen), 400, "orderID must be text that matches [0-7][0-9A-HJKMNP-TV-Z]{25}");
  }

  private static String idAt(long ms) {
    return UlidCreator.getUlid(ms).toString();
  }

  private static JsonObject order(String orderId) {
    return new JsonObject()
        .put("orderID", orderId)
        .put("userID", 7)
        .put("productID", 3)
        .put("amount", 1200)
        .put("productCount", 2);
  }

  private static JsonObject accepted(String orderId) {
    return new JsonObject().put("orderID", orderId).put("accepted", true);
  }
}
