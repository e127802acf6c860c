package eshop.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.bench.measure.Costs;
import eshop.bench.report.Latency;
import eshop.bench.report.RunResult;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScaleFigureTest {
  private static final Latency NONE = new Latency(0, 0, 0, 0, 0, 0);

  @Test
  void mediansOfNodeAndDatabaseAreComparedAndTheBenchIsNot() {
    ScaleFigure figure =
        figure(
            List.of(run(0.5, 100), run(0.4, 200), run(9, 900)),
            List.of(run(0.6, 100), run(0.7, 100), run(0.1, 100)),
            List.of());

    assertThat(figure.cpuRatio()).isEqualTo(1.2);
    assertThat(figure.rateRatio()).isEqualTo(0.5);
    assertThat(figure.lines().get(0)).contains("1.20 times the CPU", "0.50 times the rate");
  }

  @Test
  void brokenBooksLeaveNoRatio() {
    ScaleFigure figure = figure(List.of(run(1, 1)), List.of(run(1, 1)), List.of("stock is gone"));

    assertThat(figure.json().getValue("cpuRatio")).isNull();
    assertThat(String.join("\n", figure.lines())).contains("INVALID", "stock is gone");
  }

  private static ScaleFigure figure(
      List<RunResult> empty, List<RunResult> full, List<String> invalid) {
    return new ScaleFigure(1_000, 1, 2, 3, empty, full, invalid);
  }

  private static RunResult run(double cpuMs, double finalPerS) {
    Costs costs =
        new Costs(
            Map.of("node", cost(cpuMs / 2), "mariadbd", cost(cpuMs / 2), "bench", cost(77)),
            Map.of());
    return new RunResult(
        "any",
        "closed",
        new JsonObject(),
        new JsonObject(),
        List.of(),
        finalPerS,
        0,
        0,
        0,
        NONE,
        new RunResult.FinalLatency("tables", 5, 0, NONE),
        Map.of(),
        Map.of(),
        costs);
  }

  private static Costs.OfProcess cost(double cpuMs) {
    return new Costs.OfProcess(cpuMs, 0, 0);
  }
}
