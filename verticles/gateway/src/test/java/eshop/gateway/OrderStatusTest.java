package eshop.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.platform.bus.ServiceFailure.Kind;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: who has an order's id learns what became of it. */
class OrderStatusTest {
  @RegisterExtension static final RunningGateway GATEWAY = new RunningGateway();

  @Test
  void statusOfTheOrderIsTheAnswersData() {
    GATEWAY.orders().onGet(body -> OrderServiceDouble.status("failed", "stock is short"));

    HttpResponse<String> response = GATEWAY.get("/api/v1/orders/order-1");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(RunningGateway.json(response))
        .isEqualTo(
            new JsonObject()
                .put("code", 0)
                .put("msg", "ok")
                .put(
                    "data",
                    new JsonObject()
                        .put("orderID", "order-1")
                        .put("status", "failed")
                        .put("reason", "stock is short")
                        .putNull("order")));
    assertThat(GATEWAY.orders().asked).containsExactly(new JsonObject().put("orderID", "order-1"));
  }

  @Test
  void unknownOrderIsNotFound() {
    GATEWAY
        .orders()
        .onGet(body -> OrderServiceDouble.failure(Kind.NOT_FOUND, "there is no order abc"));

    HttpResponse<String> response = GATEWAY.get("/api/v1/orders/abc");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(RunningGateway.json(response))
        .isEqualTo(new JsonObject().put("code", 40400).put("msg", "there is no order abc"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.b",
        "a%20b",
        "abc%0A",
        "a%00",
        "a%2Fb",
        "%D0%B0",
        "a'--",
        "abc;x=1",
        "1234567890123456789012345678901234567890123456"
      })
  void idThatNoOrderHasIsRefused(String id) {
    HttpResponse<String> response = GATEWAY.get("/api/v1/orders/" + id);

    assertThat(RunningGateway.json(response))
        .isEqualTo(
            new JsonObject()
                .put("code", 40000)
                .put("msg", "orderID must be 1 to 45 letters, digits, _ or -"));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(GATEWAY.orders().asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "_-Z9", "123456789012345678901234567890123456789012345"})
  void idOfTheRightFormIsAskedFor(String id) {
    assertThat(GATEWAY.get("/api/v1/orders/" + id).statusCode()).isEqualTo(200);
  }
}
