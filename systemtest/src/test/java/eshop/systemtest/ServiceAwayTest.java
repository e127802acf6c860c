package eshop.systemtest;

import org.junit.jupiter.api.extension.RegisterExtension;

class ServiceAwayTest extends ServiceAway {
  @RegisterExtension
  static final RunningNode NODE = new RunningNode("coordinator.transCronInterval=1");

  @Override
  RunningNode node() {
    return NODE;
  }
}
