package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OrderSucceedsOverHttpTest extends OrderSucceeds {
  @RegisterExtension static final RunningNode NODE = new RunningNode(RunningNode.OVER_HTTP);

  @Override
  RunningNode node() {
    return NODE;
  }

  @Test
  void theSagaIsSpokenInHttpFromSubmitToBranch() {
    String orderId = NODE.shop().submit(Shop.order(2, 1, 0));
    NODE.shop().ended(orderId);

    JsonObject saga =
        new Shop(NODE.port("coordinator.httpPort")).get("/api/dtmsvr/query?gid=" + orderId).body();

    assertThat(saga.getJsonObject("transaction").getString("protocol")).isEqualTo("http");
    assertThat(saga.getJsonArray("branches"))
        .hasSize(6)
        .allMatch(branch -> ((JsonObject) branch).getString("url").startsWith("http://"));
  }
}
