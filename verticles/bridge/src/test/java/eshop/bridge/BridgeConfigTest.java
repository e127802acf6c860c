package eshop.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.platform.config.ConfigException;
import eshop.platform.config.ConfigReader;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BridgeConfigTest {
  @Test
  void onlyOrdersAreOpenAndOnlyToThisMachine() {
    assertThat(read("{\"tcp\":{\"enabled\":true}}"))
        .isEqualTo(
            new BridgeConfig(
                "127.0.0.1",
                List.of("eshop.order.submit", "eshop.order.get"),
                10_000,
                16_384,
                256,
                64,
                60,
                new BridgeConfig.Tcp(true, 7000),
                new BridgeConfig.SockJs(false, 7080, List.of())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | bridge: tcp.enabled or sockjs.enabled must be true",
        "{\"tcp\":{\"enabled\":true},\"prot\":1} | bridge.prot: unknown key",
        "{\"allow\":[]} | bridge: allow (how many addresses) must be 1 to 32, was 0",
        "{\"allow\":[\"eshop.*\"]} | bridge: allow must hold addresses in full",
        "{\"allow\":[\"eshop.pay.get\",\"eshop.pay.get\"]} | bridge: allow names an address twice",
        "{\"maxMessageBytes\":1} | bridge: maxMessageBytes must be 256 to 1048576, was 1",
        "{\"maxConnections\":0} | bridge: maxConnections must be 1 to 100000, was 0",
        "{\"maxPending\":0} | bridge: maxPending must be 1 to 10000, was 0",
        "{\"replyTimeoutMs\":0} | bridge: replyTimeoutMs must be 10 to 30000, was 0",
        "{\"idleTimeoutS\":1} | bridge: idleTimeoutS must be 5 to 3600, was 1",
        "{\"tcp\":{\"port\":70000}} | bridge.tcp: port must be 0 to 65535, was 70000",
        "{\"sockjs\":{\"origins\":[\"*\"]}} | bridge.sockjs: origins must be like",
      })
  void brokenRuleNamesTheKey(String section, String message) {
    assertThatThrownBy(() -> read(section))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(message);
  }

  private static BridgeConfig read(String section) {
    return ConfigReader.read(new JsonObject(section), BridgeConfig.class, "bridge");
  }
}
