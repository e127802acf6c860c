package eshop.bench.scale;

import eshop.bench.report.Figure;
import eshop.bench.report.RunResult;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The cost of an order on full tables against that on empty ones: medians of the rounds.
 *
 * @param rows old orders in the full tables
 * @param preloadS how long putting them there took
 * @param tablesMib all tables of the full node, as the server estimates them
 * @param bufferPoolMib the server's memory for them
 * @param empty the runs on empty tables
 * @param full those on full ones, as many
 * @param invalid why there is no figure; empty when there is
 */
public record ScaleFigure(
    long rows,
    double preloadS,
    long tablesMib,
    long bufferPoolMib,
    List<RunResult> empty,
    List<RunResult> full,
    List<String> invalid)
    implements Figure {
  @Override
  public String name() {
    return "scale";
  }

  @Override
  public boolean valid() {
    return invalid.isEmpty();
  }

  /** CPU of node and database for an order, full against empty. */
  public double cpuRatio() {
    return median(full, ScaleFigure::cpuMs) / median(empty, ScaleFigure::cpuMs);
  }

  /** Orders a second, full against empty. */
  public double rateRatio() {
    return median(full, RunResult::finalPerS) / median(empty, RunResult::finalPerS);
  }

  @Override
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        valid()
            ? "scale: an order costs %s times the CPU with %d old orders in the tables, at %s times the rate"
                .formatted(ratio(cpuRatio()), rows, ratio(rateRatio()))
            : "scale: INVALID");
    invalid.forEach(reason -> lines.add("    no figure: " + reason));
    lines.add(
        "    CPU ms/order (node and database): empty %s, full %s; orders/s: empty %s, full %s"
            .formatted(
                spread(empty, ScaleFigure::cpuMs, "%.3f"),
                spread(full, ScaleFigure::cpuMs, "%.3f"),
                spread(empty, RunResult::finalPerS, "%.0f"),
                spread(full, RunResult::finalPerS, "%.0f")));
    lines.add(
        "    tables of %d MiB, buffer pool of %d MiB; preloaded in %.0f s; %d rounds"
            .formatted(tablesMib, bufferPoolMib, preloadS, empty.size()));
    return lines;
  }

  @Override
  public JsonObject json() {
    return new JsonObject()
        .put("rows", rows)
        .put("valid", valid())
        .put("invalid", new JsonArray(invalid))
        .put("cpuRatio", valid() ? cpuRatio() : null)
        .put("rateRatio", valid() ? rateRatio() : null)
        .put("tablesMiB", tablesMib)
        .put("bufferPoolMiB", bufferPoolMib)
        .put("preloadS", preloadS)
        .put("rounds", empty.size());
  }

  private static double cpuMs(RunResult run) {
    return run.costs().processes().entrySet().stream()
        .filter(process -> !process.getKey().equals("bench"))
        .mapToDouble(process -> process.getValue().cpuMsPerOrder())
        .sum();
  }

  private static double median(List<RunResult> runs, ToDoubleFunction<RunResult> figure) {
    double[] sorted = sorted(runs, figure);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double[] sorted(List<RunResult> runs, ToDoubleFunction<RunResult> figure) {
    double[] values = runs.stream().mapToDouble(figure).toArray();
    Arrays.sort(values);
    return values;
  }

  private static String spread(
      List<RunResult> runs, ToDoubleFunction<RunResult> figure, String format) {
    double[] sorted = sorted(runs, figure);
    String all = format + " (" + format + ".." + format + ")";
    return String.format(
        Locale.ROOT, all, median(runs, figure), sorted[0], sorted[sorted.length - 1]);
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
