package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.node.FreePorts;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Programs in other languages order over the event bus's bridge, with nothing but sockets. */
class OtherLanguagesTest {
  private static final int TCP = FreePorts.next();
  private static final int SOCKJS = FreePorts.next();

  @Order(1)
  @RegisterExtension
  static final Python PYTHON = new Python("examples/event-bus");

  @Order(2)
  @RegisterExtension
  static final RunningNode NODE =
      new RunningNode(
          "verticles=order,stock,coupon,pay,gateway,coordinator,bridge",
          "bridge.tcp.enabled=true",
          "bridge.tcp.port=" + TCP,
          "bridge.sockjs.enabled=true",
          "bridge.sockjs.port=" + SOCKJS);

  @Test
  void aPythonProgramOrdersAndWaitsForTheEnd() {
    long stock = NODE.tables().stock(1);

    String[] printed = PYTHON.run("tcp_client.py", "--port=" + TCP).split(" ", -1);

    assertThat(printed[1]).isEqualTo("succeed");
    assertThat(NODE.shop().status(printed[0]).getString("status")).isEqualTo("succeed");
    assertThat(NODE.tables().stock(1)).isEqualTo(stock - 1);
  }

  @Test
  void aNodeJsProgramOrdersOverAWebSocket() {
    String[] printed = PYTHON.runNodeJs("websocket_client.js", "" + SOCKJS).split(" ", -1);

    assertThat(printed[1]).isEqualTo("succeed");
    assertThat(NODE.shop().status(printed[0]).getString("status")).isEqualTo("succeed");
  }

  @Test
  void aPythonProgramIsToldWhyItsOrderIsNoOrder() {
    assertThatThrownBy(() -> PYTHON.run("tcp_client.py", "--port=" + TCP, "--count=0"))
        .hasMessageContaining("400 productCount must be a whole number from 1 to 10000");
  }

  @Test
  void aPythonProgramLearnsThatItsOrderWasUndone() {
    String printed = PYTHON.run("tcp_client.py", "--port=" + TCP, "--count=1000");
    assertThat(printed).endsWith(" failed");
  }
}
