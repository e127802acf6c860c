package eshop.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcStatTest {
  private static final String AFTER_NAME =
      " S 1 42 42 0 -1 4194560 900 0 3 0 123 45 7 8 20 0 30 0 555 1000 200 18446744073709551615";

  @Test
  void userAndSystemTimeAreAddedAndThoseOfChildrenAreNot() {
    ProcStat stat = ProcStat.parse("42 (java)" + AFTER_NAME, "Name:\tjava\nVmRSS:\t  2048 kB\n");

    assertThat(stat).isEqualTo(new ProcStat(168, 2048));
  }

  @Test
  void aNameWithBlanksAndBracketsMovesNoField() {
    ProcStat stat = ProcStat.parse("42 (a) b (c)" + AFTER_NAME, "");

    assertThat(stat).isEqualTo(new ProcStat(168, 0));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theOwnProcessCanBeRead() throws IOException {
    ProcStat stat = ProcStat.of(ProcessHandle.current().pid());

    assertThat(stat.cpuTicks()).isPositive();
    assertThat(stat.rssKib()).isGreaterThan(1_000);
  }
}
