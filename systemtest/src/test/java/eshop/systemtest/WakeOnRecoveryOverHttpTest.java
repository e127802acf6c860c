package eshop.systemtest;

import org.junit.jupiter.api.extension.RegisterExtension;

class WakeOnRecoveryOverHttpTest extends WakeOnRecovery {
  @RegisterExtension static final RunningNode NODE = new RunningNode(RunningNode.OVER_HTTP);

  @Override
  RunningNode node() {
    return NODE;
  }

  /** That many wake is shown over gRPC; here it is whom it is asked of. */
  @Override
  int orders() {
    return 30;
  }
}
