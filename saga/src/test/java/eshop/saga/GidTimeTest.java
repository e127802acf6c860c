package eshop.saga;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GidTimeTest {
  private static final long LAST_MS = (1L << 48) - 1;

  @Test
  void aUlidTellsWhenItWasMade() {
    assertThat(GidTime.ms("01ARZ3NDEKTSV4RRFFQ69G5FAV")).isEqualTo(1_469_922_850_259L);
    assertThat(GidTime.ms("00000000000000000000000000")).isZero();
    assertThat(GidTime.ms("7ZZZZZZZZZZZZZZZZZZZZZZZZZ")).isEqualTo(LAST_MS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "G1",
        "jfq4nQyDKNVxVhDKtFhHmb",
        "01ARZ3NDEKTSV4RRFFQ69G5FA",
        "01ARZ3NDEKTSV4RRFFQ69G5FAVV",
        "01arz3ndektsv4rrffq69g5fav",
        "81ARZ3NDEKTSV4RRFFQ69G5FAV",
        "01ARZ3NDEKTSV4RRFFQ69G5FAU",
        "01ARZ3NDEK-SV4RRFFQ69G5FAV",
        "01ARZ3NDEKéSV4RRFFQ69G5FAV"
      })
  void anotherIdTellsNone(String gid) {
    assertThat(GidTime.ms(gid)).isEqualTo(GidTime.NONE);
  }

  @Test
  void aPrefixStandsBetweenTheUlidsOfTwoMilliseconds() {
    long ms = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();

    assertThat(GidTime.prefix(ms))
        .isGreaterThan(GidTime.prefix(ms - 1) + "ZZZZZZZZZZZZZZZZ")
        .isLessThan(GidTime.prefix(ms) + "0000000000000000");
    assertThat(GidTime.ms(GidTime.prefix(ms) + "0000000000000000")).isEqualTo(ms);
    assertThat(GidTime.prefix(-1)).isEqualTo("0000000000");
  }
}
