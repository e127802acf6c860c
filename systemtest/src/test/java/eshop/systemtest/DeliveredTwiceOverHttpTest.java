package eshop.systemtest;

import org.junit.jupiter.api.extension.RegisterExtension;

class DeliveredTwiceOverHttpTest extends DeliveredTwice {
  @RegisterExtension static final RunningNode NODE = new RunningNode(RunningNode.OVER_HTTP);

  @Override
  RunningNode node() {
    return NODE;
  }
}
