package eshop.bench.report;

import eshop.bench.measure.Costs;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Results for people: one row a run, and below it what does not fit into columns. */
public final class Table {
  private static final List<String> SHOWN =
      List.of(
          "Questions", "Com_stmt_execute", "Com_commit", "Handler_commit", "Innodb_os_log_written");

  private Table() {}

  /** The lines of the table. */
  public static List<String> lines(List<RunResult> results) {
    List<String> lines = new ArrayList<>();
    lines.add(row("", "", "final", "ack ms", "", "", "", "", "final ms", "", "", "", ""));
    lines.add(
        row(
            "system",
            "scenario",
            "orders/s",
            "p50",
            "p90",
            "p99",
            "p99.9",
            "max",
            "p50",
            "p90",
            "p99",
            "p99.9",
            "max"));
    for (RunResult result : results) {
      add(lines, result);
    }
    return lines;
  }

  private static void add(List<String> lines, RunResult result) {
    Latency ack = result.acknowledge();
    Latency end = result.finality().latency();
    lines.add(
        row(
            result.system(),
            result.scenario(),
            result.valid() ? number(result.finalPerS()) : "INVALID",
            number(ack.p50()),
            number(ack.p90()),
            number(ack.p99()),
            number(ack.p999()),
            number(ack.max()),
            number(end.p50()),
            number(end.p90()),
            number(end.p99()),
            number(end.p999()),
            number(end.max())));
    result.invalid().forEach(reason -> lines.add("    no throughput figure: " + reason));
    lines.add("    CPU ms/order: " + processes(result.costs()));
    lines.add("    DB per order: " + database(result.costs()));
    lines.add(
        "    orders %s; errors %s; drained in %s s; books audited in %s s; final latency of %d orders by %s"
            .formatted(
                result.outcomes(),
                result.errors().isEmpty() ? "none" : result.errors(),
                number(result.drainS()),
                number(result.checkS()),
                end.count(),
                seen(result.finality())));
  }

  private static String seen(RunResult.FinalLatency finality) {
    return finality.resolutionMs() == 0
        ? finality.how()
        : "%s, every %s ms".formatted(finality.how(), number(finality.resolutionMs()));
  }

  private static String processes(Costs costs) {
    return costs.processes().entrySet().stream()
        .map(
            e ->
                "%s %s (%s cores, %d MiB)"
                    .formatted(
                        e.getKey(),
                        number(e.getValue().cpuMsPerOrder()),
                        number(e.getValue().cores()),
                        Math.round(e.getValue().rssMib())))
        .collect(Collectors.joining(", "));
  }

  private static String database(Costs costs) {
    Map<String, Double> all = costs.database();
    return all.isEmpty()
        ? "not seen"
        : SHOWN.stream()
            .map(name -> name + " " + number(all.getOrDefault(name, 0.0)))
            .collect(Collectors.joining(", "));
  }

  private static String row(Object... cells) {
    return String.format(
            Locale.ROOT, "%-10s %-64s %9s | %8s %8s %8s %8s %8s | %8s %8s %8s %8s %8s", cells)
        .stripTrailing();
  }

  /** Three digits are all that is known. */
  static String number(double value) {
    int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
