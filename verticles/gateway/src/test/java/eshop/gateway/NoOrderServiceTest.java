package eshop.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Goal: without an order service on any node, the gateway says so at once. */
class NoOrderServiceTest {
  @RegisterExtension static final RunningGateway GATEWAY = new RunningGateway();

  @BeforeAll
  static void orderServiceLeaves() {
    RunningGateway.await(GATEWAY.orders().leave());
  }

  @Test
  void submitIsUnavailable() {
    assertUnavailable(GATEWAY.submit(RunningGateway.ORDER), "eshop.order.submit");
  }

  @Test
  void statusIsUnavailable() {
    assertUnavailable(GATEWAY.get("/api/v1/orders/abc"), "eshop.order.get");
  }

  private static void assertUnavailable(HttpResponse<String> response, String address) {
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).contains("1");
    assertThat(RunningGateway.json(response).getInteger("code")).isEqualTo(50300);
    assertThat(RunningGateway.json(response).getString("msg"))
        .isEqualTo("no node serves " + address + " now");
  }
}
