package eshop.bench.standard;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.bench.run.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandardSetTest {
  @Test
  void theSetIsTwoClosedAndTwoOpenLoops() {
    assertThat(StandardSet.FULL.scenarios("http://a", 1))
        .extracting(Scenario::describe)
        .containsExactly(
            "closed 64, hot",
            "closed 64, uniform 1000, coupons 50 %, refusals 5 %",
            "open 20/s, uniform 1000, coupons 50 %, refusals 5 %",
            "open 200/s, uniform 1000, coupons 50 %, refusals 5 %");
  }

  @Test
  void bothServersAreSentTheSameOrders() {
    List<Scenario> a = StandardSet.FULL.scenarios("http://a", 3);
    List<Scenario> b = StandardSet.FULL.scenarios("http://b", 3);

    assertThat(a).extracting(Scenario::mix).isEqualTo(b.stream().map(Scenario::mix).toList());
  }
}
