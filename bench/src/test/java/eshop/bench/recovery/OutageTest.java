package eshop.bench.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.bench.db.SagaTable.Retries;
import eshop.bench.load.LoadPlan;
import eshop.bench.load.Schedule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutageTest {
  @Test
  void asManyOrdersAreSentAsAskedForAndNoFaster() {
    for (int orders : new int[] {1, 999, 1_000, 1_001, 9_999, 10_000}) {
      LoadPlan plan = new Outage(orders, 1_000, 1, 1, line -> {}).plan("http://a");
      Schedule schedule = Schedule.of(plan, 0);

      assertThat(plan.ratePerS()).isLessThanOrEqualTo(1_000);
      assertThat(schedule.over(schedule.arrivalNanos(orders - 1L))).as("last").isFalse();
      assertThat(schedule.over(schedule.arrivalNanos(orders))).as("one more").isTrue();
    }
  }

  @Test
  void theFigureShowsWhatIsBackOffAndWhenTheServiceWasBack() {
    assertThat(String.join("\n", figure(List.of()).lines()))
        .contains("all final 12.5 s after it was back")
        .contains("last retry due in 9 s; 400 with interval 20 s, 600 with interval 40 s")
        .contains("served gRPC 3.0 s and was ready 3.5 s after it was started");
  }

  @Test
  void brokenBooksLeaveNoFigure() {
    RecoveryFigure figure = figure(List.of("stock is gone"));

    assertThat(figure.valid()).isFalse();
    assertThat(figure.json().getValue("lastFinalS")).isNull();
    assertThat(figure.lines().get(0)).isEqualTo("recovery: INVALID");
    assertThat(figure.lines().get(1)).endsWith("stock is gone");
  }

  @Test
  void noOrdersAreRefused() {
    assertThatThrownBy(() -> new Outage(0, 1, 1, 1, line -> {}))
        .hasMessage("--orders must be 1 to 1000000");
  }

  private static RecoveryFigure figure(List<String> invalid) {
    Comeback comeback =
        new Comeback(
            3, 3.5, 0.5, 6, 12.5, true, List.of(new Retries(20, 400, 2), new Retries(40, 600, 9)));
    return new RecoveryFigure(1_000, 1, 8, comeback, Map.of("succeed", 1_000L), invalid, 1);
  }
}
