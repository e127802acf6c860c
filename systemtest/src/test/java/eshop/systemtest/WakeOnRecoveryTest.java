package eshop.systemtest;

import org.junit.jupiter.api.extension.RegisterExtension;

class WakeOnRecoveryTest extends WakeOnRecovery {
  @RegisterExtension static final RunningNode NODE = new RunningNode();

  @Override
  RunningNode node() {
    return NODE;
  }
}
