package eshop.systemtest;

import org.junit.jupiter.api.extension.RegisterExtension;

class WakeOnRecoveryOverHttpTest extends WakeOnRecovery {
  @RegisterExtension static final RunningNode NODE = new RunningNode(RunningNode.OVER_HTTP);

  @Override
  RunningNode node() {
    return NODE;
  }
}
