package eshop.systemtest;

import org.junit.jupiter.api.extension.RegisterExtension;

class CallersAreKnownTest extends CallersAreKnown {
  @RegisterExtension
  static final RunningNode NODE =
      new RunningNode("proof.keyFile=" + keyFile(), "coordinator.transCronInterval=1");

  @Override
  RunningNode node() {
    return NODE;
  }
}
