package eshop.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What several rounds say together: medians, and how far the rounds lie apart. */
public final class Medians {
  private Medians() {}

  /** One line for each scenario of each system that has more than one valid run. */
  public static List<String> lines(List<RunResult> results) {
    Map<String, List<RunResult>> groups = new LinkedHashMap<>();
    for (RunResult result : results) {
      if (result.valid()) {
        String group = result.scenario() + " | " + result.system();
        groups.computeIfAbsent(group, name -> new ArrayList<>()).add(result);
      }
    }
    List<String> lines = new ArrayList<>();
    groups.forEach(
        (group, runs) -> {
          if (runs.size() > 1) {
            lines.add("median of %d, %s: %s".formatted(runs.size(), group, figures(runs)));
          }
        });
    return lines;
  }

  private static String figures(List<RunResult> runs) {
    return "%s orders/s, ack p50 %s p99 %s ms, final p50 %s p99 %s ms"
        .formatted(
            spread(runs, RunResult::finalPerS),
            spread(runs, run -> run.acknowledge().p50()),
            spread(runs, run -> run.acknowledge().p99()),
            spread(runs, run -> run.finality().latency().p50()),
            spread(runs, run -> run.finality().latency().p99()));
  }

  private static String spread(List<RunResult> runs, ToDoubleFunction<RunResult> figure) {
    double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return "%s (%s..%s)"
        .formatted(
            Table.number(median), Table.number(sorted[0]), Table.number(sorted[sorted.length - 1]));
  }
}
