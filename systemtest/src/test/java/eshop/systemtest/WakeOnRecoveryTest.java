package eshop.systemtest;

import static org.awaitility.Awaitility.await;

import eshop.testkit.NoBlockedThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(NoBlockedThreads.class)
class WakeOnRecoveryTest {
  /** As many as there are units of product 2. */
  private static final int ORDERS = 200;

  private static final int BACK_OFF_S = 600;

  @RegisterExtension static final RunningNode NODE = new RunningNode();

  @Test
  void ordersThatWaitForAServiceEndSoonAfterItIsBackNotAfterTheirBackOff() {
    NODE.node().undeploy("stock");
    List<String> orders = new ArrayList<>();
    for (int i = 0; i < ORDERS; i++) {
      orders.add(NODE.shop().submit(Shop.order(2, 1, 0).put("retryInterval", BACK_OFF_S)));
    }
    NODE.node().deploy("stock");

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                orders.forEach(
                    id -> {
                      String status = NODE.shop().status(id).getString("status");
                      if (!status.equals("succeed")) {
                        throw new AssertionError(id + " is " + status);
                      }
                    }));
  }
}
