package eshop.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.platform.config.ConfigException;
import eshop.platform.config.ConfigReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoordinatorConfigTest {

  @Test
  void defaultsAreDtmsPortsAndTimesOnLoopback() {
    CoordinatorConfig config = read(new JsonObject());

    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.grpcPort()).isEqualTo(36_790);
    assertThat(config.httpPort()).isEqualTo(36_789);
    assertThat(config.transCronInterval()).isEqualTo(3);
    assertThat(config.retryInterval()).isEqualTo(10);
    assertThat(config.requestTimeout()).isEqualTo(3);
    assertThat(config.timeoutToFail()).isEqualTo(35);
    assertThat(config.allowedBranchHosts()).containsExactly("127.0.0.1", "localhost", "[::1]");
    assertThat(config.housekeeping()).isEqualTo(new EndedConfig(30, 600, 200, 100));
    assertThat(config.database().schema()).isEqualTo("dtm");
  }

  @Test
  void endedSagasAreKeptAsLongAsConfigured() {
    JsonObject keys =
        new JsonObject().put("keepDays", 0).put("everyS", 5).put("batch", 7).put("pauseMs", 9);

    assertThat(read(new JsonObject().put("housekeeping", keys)).housekeeping())
        .isEqualTo(new EndedConfig(0, 5, 7, 9));
  }

  @ParameterizedTest
  @CsvSource({
    "keepDays, -1, 0 to 3650",
    "everyS, 0, 1 to 86400",
    "batch, 1001, 1 to 1000",
    "pauseMs, 0, 1 to 60000"
  })
  void badHousekeepingNamesKeyAndRule(String key, int value, String rule) {
    JsonObject keys = new JsonObject().put(key, value);

    assertThatThrownBy(() -> read(new JsonObject().put("housekeeping", keys)))
        .isInstanceOf(ConfigException.class)
        .hasMessage("coordinator.housekeeping: %s must be %s, was %d".formatted(key, rule, value));
  }

  @Test
  void badValuesNameKeyAndRule() {
    assertThatThrownBy(() -> read(new JsonObject().put("retryInterval", 0)))
        .isInstanceOf(ConfigException.class)
        .hasMessage("coordinator: retryInterval must be 1 to 3600, was 0");
    assertThatThrownBy(
            () -> read(new JsonObject().put("allowedBranchHosts", new JsonArray().add("a b"))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("allowedBranchHosts must hold")
        .hasMessageContaining("'a b'");
    assertThatThrownBy(() -> read(new JsonObject().put("retryIntervall", 1)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("coordinator.retryIntervall: unknown key");
  }

  private static CoordinatorConfig read(JsonObject section) {
    return ConfigReader.read(section, CoordinatorConfig.class, "coordinator");
  }
}
