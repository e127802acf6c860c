package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Nodes share ports only on Linux on x86-64. */
@Tag("long")
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class ClusterRollTest extends ClusterFailover {
  private static final int ENDED_BY_TERM = 143;

  /** As many as are sent in 20 seconds: longer than a lease of ten. */
  private static final int STANDSTILL_ORDERS = 20 * OrderStream.PER_SECOND;

  private static final Duration TAKEOVER_LIMIT = Duration.ofSeconds(30);

  @Test
  void restartOfAllNodesOneByOneLosesNoOrder() throws Exception {
    OrderStream customers = customers();
    try (customers) {
      for (int i = 0; i < 3; i++) {
        ordered(customers, 200);
        cluster().node(i).signal("TERM");
        assertThat(cluster().node(i).ended()).isEqualTo(ENDED_BY_TERM);
        cluster().restart(i);
      }
      ordered(customers, 200);
    }

    assertThat(customers.failures()).as("of %d orders", customers.orders()).isEmpty();
    assertThat(customers.answeredYes()).isEqualTo(customers.orders());
    assertThat(sagasMade()).as("no order twice").isEqualTo(customers.orders());
    everythingEnds(customers);
  }

  @Test
  void nodeThatStandsStillIsReplacedAndDoesNothingTwiceWhenItWakes() throws Exception {
    OrderStream customers = customers();
    try (customers) {
      ordered(customers, 200);
      cluster().node(1).signal("STOP");
      long stopped = cluster().now();
      attempted(customers, STANDSTILL_ORDERS);
      await("others finish its orders")
          .atMost(TAKEOVER_LIMIT)
          .until(() -> cluster().unfinishedOf(stopped) == 0);
      cluster().node(1).signal("CONT");
      ordered(customers, 200);
    }

    assertThat(customers.orders() - customers.answeredYes())
        .as("no more than the third that is dealt to it: %s", customers.failures())
        .isLessThanOrEqualTo(customers.orders() / 3);
    assertThat(customers.failures().keySet())
        .as("what customers were told")
        .allMatch(
            told -> told.equals("timeout") || told.startsWith("503 ") || told.startsWith("504 "));
    everythingEnds(customers);
  }

  @Test
  void killedNodeTakesItsShareAgainWhenItIsBack() throws Exception {
    OrderStream customers = customers();
    try (customers) {
      ordered(customers, 200);
      cluster().node(0).kill();
      cluster().node(0).ended();
      ordered(customers, 100);
      cluster().restart(0);
      ordered(customers, 300);
    }

    onlyConnectionsFailed(customers);
    everythingEnds(customers);
  }
}
