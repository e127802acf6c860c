package eshop.systemtest;

import org.junit.jupiter.api.extension.RegisterExtension;

class ServiceAwayOverHttpTest extends ServiceAway {
  @RegisterExtension
  static final RunningNode NODE =
      new RunningNode(RunningNode.OVER_HTTP, "coordinator.transCronInterval=1");

  @Override
  RunningNode node() {
    return NODE;
  }
}
