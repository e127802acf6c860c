package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eshop.api.stock.v1.StockDeductRequest;
import eshop.api.stock.v1.stockGrpcClient;
import eshop.testkit.BranchCaller;
import eshop.testkit.NoBlockedThreads;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(NoBlockedThreads.class)
class ServiceAwayTest {
  private static final int CANCELLED_ORDER = 5;

  @RegisterExtension
  static final RunningNode NODE = new RunningNode("coordinator.transCronInterval=1");

  @Test
  void theOrderIsRetriedWithGrowingPausesAndSucceedsOnceTheServiceIsBack() {
    NODE.node().undeploy("stock");
    String orderId = NODE.shop().submit(Shop.order(1, 1, 0).put("retryInterval", 1));

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> saga(orderId).getInteger("next_cron_interval") >= 2);
    assertThat(NODE.shop().status(orderId).getString("status")).isEqualTo("submitted");
    NODE.node().deploy("stock");

    assertThat(NODE.shop().ended(orderId).getString("status")).isEqualTo("succeed");
  }

  @Test
  void anOrderThatRunsOutOfTimeIsUndoneAndItsLateActionDoesNothing() throws Exception {
    long stock = NODE.tables().stock(2);
    NODE.node().undeploy("stock");
    String orderId =
        NODE.shop().submit(Shop.order(2, 1, 0).put("retryInterval", 1).put("timeoutToFail", 2));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> NODE.shop().status(orderId).getString("status").equals("aborting"));
    NODE.node().deploy("stock");

    JsonObject order = NODE.shop().ended(orderId);
    assertThat(order.getString("status")).isEqualTo("failed");
    assertThat(order.getString("reason")).isEqualTo("Timeout after 2 seconds");
    assertThat(NODE.tables().orderStatus(orderId)).isEqualTo(CANCELLED_ORDER);

    assertThat(lateDeduct(orderId)).isEqualTo(BranchCaller.Answer.OK);
    assertThat(NODE.tables().stock(2)).isEqualTo(stock);
  }

  @Test
  void anOrderIsNotAcceptedWhileTheTransactionManagerIsAway() {
    NODE.node().undeploy("coordinator");
    try {
      Shop.Answer answer = NODE.shop().submit(Shop.order(1, 1, 0), Map.of());

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body().getString("msg")).contains("transaction manager");
    } finally {
      NODE.node().deploy("coordinator");
    }
  }

  private static BranchCaller.Answer lateDeduct(String orderId) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      return new BranchCaller(vertx, NODE.port("stock.grpc.port"))
          .call(
              stockGrpcClient.StockDeduct,
              orderId,
              "02",
              "action",
              StockDeductRequest.newBuilder().setProductID(2).setProductCount(1).build())
          .await(10, TimeUnit.SECONDS);
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  private static JsonObject saga(String gid) {
    return new Shop(NODE.port("coordinator.httpPort"))
        .get("/api/dtmsvr/query?gid=" + gid)
        .body()
        .getJsonObject("transaction");
  }
}
