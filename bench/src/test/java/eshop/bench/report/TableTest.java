package eshop.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.bench.measure.Costs;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final Latency LATENCY = new Latency(10, 1, 2, 3, 4, 5);

  @Test
  void anInvalidRunShowsItsReasonInsteadOfAFigure() {
    String table = String.join("\n", Table.lines(List.of(run(1234, "stock is gone"))));

    assertThat(table)
        .contains("INVALID", "no throughput figure: stock is gone")
        .doesNotContain("1234");
  }

  @Test
  void aValidRunShowsItsFigure() {
    assertThat(String.join("\n", Table.lines(List.of(run(1234))))).contains(" 1234 |");
  }

  @Test
  void severalRoundsAreShownAsMedianAndSpreadOfTheValidOnes() {
    List<String> lines = Medians.lines(List.of(run(300), run(100), run(900, "broken"), run(200)));

    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).startsWith("median of 3, hot | eshop: 200 (100..300) orders/s");
  }

  @Test
  void oneRoundHasNoMedian() {
    assertThat(Medians.lines(List.of(run(300)))).isEmpty();
  }

  private static RunResult run(double finalPerS, String... invalid) {
    return new RunResult(
        "eshop",
        "hot",
        new JsonObject(),
        new JsonObject(),
        List.of(invalid),
        finalPerS,
        7,
        0,
        0,
        LATENCY,
        new RunResult.FinalLatency("tables", 5, 0, LATENCY),
        Map.of(),
        Map.of(),
        new Costs(Map.of(), Map.of()));
  }
}
