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

/** A service, or the manager, is not there for a while; over whichever protocol. */
@ExtendWith(NoBlockedThreads.class)
abstract class ServiceAway {
  private static final int CANCELLED_ORDER = 5;

  abstract RunningNode node();

  @Test
  void theOrderIsRetriedWithGrowingPausesAndSucceedsOnceTheServiceIsBack() {
    node().node().undeploy("stock");
    String orderId = node().shop().submit(Shop.order(1, 1, 0).put("retryInterval", 1));

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> saga(orderId).getInteger("next_cron_interval") >= 2);
    assertThat(node().shop().status(orderId).getString("status")).isEqualTo("submitted");
    node().node().deploy("stock");

    assertThat(node().shop().ended(orderId).getString("status")).isEqualTo("succeed");
  }

  @Test
  void anOrderThatRunsOutOfTimeIsUndoneAndItsLateActionDoesNothing() throws Exception {
    long stock = node().tables().stock(2);
    node().node().undeploy("stock");
    String orderId =
        node().shop().submit(Shop.order(2, 1, 0).put("retryInterval", 1).put("timeoutToFail", 2));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> node().shop().status(orderId).getString("status").equals("aborting"));
    node().node().deploy("stock");

    JsonObject order = node().shop().ended(orderId);
    assertThat(order.getString("status")).isEqualTo("failed");
    assertThat(order.getString("reason")).isEqualTo("Timeout after 2 seconds");
    assertThat(node().tables().orderStatus(orderId)).isEqualTo(CANCELLED_ORDER);

    assertThat(lateDeduct(orderId)).isEqualTo(BranchCaller.Answer.OK);
    assertThat(node().tables().stock(2)).isEqualTo(stock);
  }

  @Test
  void anOrderIsNotAcceptedWhileTheTransactionManagerIsAway() {
    node().node().undeploy("coordinator");
    try {
      Shop.Answer answer = node().shop().submit(Shop.order(1, 1, 0), Map.of());

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body().getString("msg")).contains("transaction manager");
    } finally {
      node().node().deploy("coordinator");
    }
  }

  private BranchCaller.Answer lateDeduct(String orderId) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      return node()
          .branches(vertx, "stock")
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

  private JsonObject saga(String gid) {
    return new Shop(node().port("coordinator.httpPort"))
        .get("/api/dtmsvr/query?gid=" + gid)
        .body()
        .getJsonObject("transaction");
  }
}
