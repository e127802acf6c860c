package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Two nodes with the services and one with the gateway only, which has nobody but them to ask.
 * Nodes share ports only on Linux on x86-64.
 */
@Tag("long")
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class ClusterRolesTest extends ClusterFailover {
  private static final List<String> SERVICES =
      List.of("--verticles", "order,stock,coupon,pay,coordinator");
  private static final List<String> GATEWAY = List.of("--verticles", "gateway");

  @Override
  List<List<String>> roles() {
    return List.of(SERVICES, SERVICES, GATEWAY);
  }

  @Test
  void gatewayAsksAnotherNodeWhenOneIsKilledAndNoOrderFailsOrIsMadeTwice() throws Exception {
    OrderStream customers = customers();
    try (customers) {
      ordered(customers, 200);
      cluster().node(1).kill();
      ordered(customers, 400);
    }

    assertThat(customers.failures()).as("of %d orders", customers.orders()).isEmpty();
    assertThat(customers.sent())
        .as("no connection to the gateway failed")
        .isEqualTo(customers.orders());
    assertThat(sagasMade()).as("no order twice").isEqualTo(customers.orders());
    everythingEnds(customers);
  }
}
