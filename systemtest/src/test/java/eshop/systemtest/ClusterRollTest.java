package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Nodes share ports only on Linux on x86-64. */
@Tag("long")
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class ClusterRollTest extends ClusterFailover {
  private static final int ENDED_BY_TERM = 143;
  private static final long STANDSTILL_S = 20;

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
      // The time is the fault itself: longer than a lease, so that others take its orders over.
      TimeUnit.SECONDS.sleep(STANDSTILL_S);
      cluster().node(1).signal("CONT");
      ordered(customers, 200);
    }

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

    everythingEnds(customers);
  }
}
