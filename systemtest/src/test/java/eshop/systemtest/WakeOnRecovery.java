package eshop.systemtest;

import static org.awaitility.Awaitility.await;

import eshop.testkit.NoBlockedThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What waits for a service goes on when it is back, over whichever protocol. */
@ExtendWith(NoBlockedThreads.class)
abstract class WakeOnRecovery {
  private static final int BACK_OFF_S = 600;

  abstract RunningNode node();

  /** As many as there are units of product 2. */
  int orders() {
    return 200;
  }

  @Test
  void ordersThatWaitForAServiceEndSoonAfterItIsBackNotAfterTheirBackOff() {
    node().node().undeploy("stock");
    List<String> orders = new ArrayList<>();
    for (int i = 0; i < orders(); i++) {
      orders.add(node().shop().submit(Shop.order(2, 1, 0).put("retryInterval", BACK_OFF_S)));
    }
    node().node().deploy("stock");

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                orders.forEach(
                    id -> {
                      String status = node().shop().status(id).getString("status");
                      if (!status.equals("succeed")) {
                        throw new AssertionError(id + " is " + status);
                      }
                    }));
  }
}
