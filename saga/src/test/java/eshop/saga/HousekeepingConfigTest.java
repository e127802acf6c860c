package eshop.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HousekeepingConfigTest {

  @Test
  void rowsAreKeptForAMonthUnlessSaidOtherwise() {
    assertThat(HousekeepingConfig.DEFAULTS)
        .isEqualTo(new HousekeepingConfig(30, 3_600, 200, 100, 120));
    assertThat(HousekeepingConfig.DEFAULTS.keep()).isEqualTo(Duration.ofDays(30));
    assertThat(HousekeepingConfig.DEFAULTS.removes()).isTrue();
  }

  @Test
  void zeroKeepsForEver() {
    assertThat(new HousekeepingConfig(0, null, null, null, null).removes()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "6, 1, 1, 1, 1, 'barrierKeepDays must be 0 or 7 to 3650, was 6'",
    "-1, 1, 1, 1, 1, 'barrierKeepDays must be 0 or 7 to 3650, was -1'",
    "3651, 1, 1, 1, 1, 'barrierKeepDays must be 0 or 7 to 3650, was 3651'",
    "7, 0, 1, 1, 1, 'everyS must be 1 to 86400, was 0'",
    "7, 1, 1001, 1, 1, 'batch must be 1 to 1000, was 1001'",
    "7, 1, 1, 0, 1, 'pauseMs must be 1 to 60000, was 0'",
    "7, 1, 1, 1, 0, 'settleS must be 1 to 3600, was 0'",
  })
  void badValuesNameKeyAndRule(
      int days, int everyS, int batch, int pauseMs, int settleS, String message) {
    assertThatThrownBy(() -> new HousekeepingConfig(days, everyS, batch, pauseMs, settleS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
