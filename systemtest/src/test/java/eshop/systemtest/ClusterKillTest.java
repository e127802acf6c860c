package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Nodes share ports only on Linux on x86-64. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class ClusterKillTest extends ClusterFailover {
  @Test
  void othersGoOnWhenANodeIsKilledAndFinishItsOrders() throws Exception {
    OrderStream customers = customers();
    try (customers) {
      ordered(customers, 200);
      cluster().node(2).kill();
      ordered(customers, 200);
    }

    onlyConnectionsFailed(customers);
    everythingEnds(customers);

    NodeProcess plain = cluster().launchPlain();
    assertThat(plain.ended()).isEqualTo(1);
    assertThat(plain.errors())
        .singleElement()
        .asString()
        .contains("cannot listen on 127.0.0.1:", "stop what uses it or set");
  }
}
