package eshop.systemtest;

import org.junit.jupiter.api.extension.RegisterExtension;

class OrderSucceedsTest extends OrderSucceeds {
  @RegisterExtension static final RunningNode NODE = new RunningNode();

  @Override
  RunningNode node() {
    return NODE;
  }
}
