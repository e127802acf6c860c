package eshop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.platform.config.ConfigException;
import eshop.platform.config.ConfigReader;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayConfigTest {
  @Test
  void emptySectionMeansTheDefaults() {
    assertThat(read("{}"))
        .isEqualTo(
            new GatewayConfig(
                "127.0.0.1", 8080, false, 16_384, 10_000, 10_000, 60, 500, 2_000, 1_000, true));
  }

  @Test
  void everyKeyIsRead() {
    assertThat(
            read(
                """
                {"host":"0.0.0.0","port":80,"maxBodyBytes":4096,"bodyTimeoutMs":500,
                 "busTimeoutMs":700,"idleTimeoutS":90,"lingerMs":40,"maxInFlight":50,
                 "maxWaiting":5,"swagger":false}"""))
        .isEqualTo(new GatewayConfig("0.0.0.0", 80, false, 4_096, 500, 700, 90, 40, 50, 5, false));
  }

  @Test
  void fewRequestsLeaveRoomBesideTheWaiting() {
    assertThat(read("{\"maxInFlight\":10}").maxWaiting()).isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"host\":\" \"} | gateway: host must not be empty",
        "{\"port\":65536} | gateway: port must be 0 to 65535, was 65536",
        "{\"maxBodyBytes\":1} | gateway: maxBodyBytes must be 256 to 1048576, was 1",
        "{\"bodyTimeoutMs\":0} | gateway: bodyTimeoutMs must be 100 to 60000, was 0",
        "{\"busTimeoutMs\":0} | gateway: busTimeoutMs must be 10 to 30000, was 0",
        "{\"idleTimeoutS\":30} | gateway: idleTimeoutS must be 35 to 600, was 30",
        "{\"lingerMs\":-1} | gateway: lingerMs must be 0 to 60000, was -1",
        "{\"maxInFlight\":0} | gateway: maxInFlight must be 2 to 100000, was 0",
        "{\"maxInFlight\":5,\"maxWaiting\":5} | gateway: maxWaiting (less than maxInFlight) must be"
            + " 0 to 4, was 5",
      })
  void brokenRuleNamesTheKey(String section, String message) {
    assertThatThrownBy(() -> read(section)).isInstanceOf(ConfigException.class).hasMessage(message);
  }

  private static GatewayConfig read(String section) {
    return ConfigReader.read(new JsonObject(section), GatewayConfig.class, "gateway");
  }
}
