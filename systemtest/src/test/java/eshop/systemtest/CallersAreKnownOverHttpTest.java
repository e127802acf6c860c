package eshop.systemtest;

import org.junit.jupiter.api.extension.RegisterExtension;

class CallersAreKnownOverHttpTest extends CallersAreKnown {
  @RegisterExtension
  static final RunningNode NODE =
      new RunningNode(
          RunningNode.OVER_HTTP, "proof.keyFile=" + keyFile(), "coordinator.transCronInterval=1");

  @Override
  RunningNode node() {
    return NODE;
  }
}
