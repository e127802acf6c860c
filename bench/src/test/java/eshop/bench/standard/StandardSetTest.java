package eshop.bench.standard;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.bench.run.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandardSetTest {
  @Test
  void theSetIsTwoClosedAndThreeOpenLoops() {
    assertThat(StandardSet.FULL.scenarios("http://a", 1, true))
        .extracting(Scenario::describe)
        .containsExactly(
            "closed 64, hot",
            "closed 64, uniform 1000, coupons 50 %, refusals 5 %",
            "open 20/s, hot",
            "open 20/s, uniform 1000, coupons 50 %, refusals 5 %",
            "open 200/s, uniform 1000, coupons 50 %, refusals 5 %");
  }

  @Test
  void bothServersAreSentTheSameOrders() {
    List<Scenario> a = StandardSet.FULL.scenarios("http://a", 3, true);
    List<Scenario> b = StandardSet.FULL.scenarios("http://b", 3, true);

    assertThat(a).extracting(Scenario::mix).isEqualTo(b.stream().map(Scenario::mix).toList());
  }

  @Test
  void onlyTheFirstRunOnAColdServerIsWarmedUpForLong() {
    assertThat(warmUps(true).get(0)).isGreaterThanOrEqualTo(25);
    assertThat(warmUps(true).subList(1, 5)).allMatch(seconds -> seconds < 10);
    assertThat(warmUps(false)).allMatch(seconds -> seconds < 10);
  }

  @Test
  void theRunsOfTheFullSetTakeAboutFourMinutes() {
    StandardSet set = StandardSet.FULL;
    int seconds =
        set.scenarios("http://a", 1, true).stream()
                .mapToInt(scenario -> scenario.plan().warmupS() + scenario.plan().countedS())
                .sum()
            + set.floor().warmupS()
            + set.floor().countedS();

    assertThat(seconds).isBetween(200, 260);
  }

  private static List<Integer> warmUps(boolean cold) {
    return StandardSet.FULL.scenarios("http://a", 1, cold).stream()
        .map(scenario -> scenario.plan().warmupS())
        .toList();
  }
}
