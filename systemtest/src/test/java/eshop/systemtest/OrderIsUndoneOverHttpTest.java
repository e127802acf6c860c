package eshop.systemtest;

import org.junit.jupiter.api.extension.RegisterExtension;

class OrderIsUndoneOverHttpTest extends OrderIsUndone {
  @RegisterExtension static final RunningNode NODE = new RunningNode(RunningNode.OVER_HTTP);

  @Override
  RunningNode node() {
    return NODE;
  }
}
