package eshop.bench.report;

import io.vertx.core.json.JsonObject;
import org.HdrHistogram.Histogram;

/** Percentiles in milliseconds; all zero when nothing was recorded. */
public record Latency(long count, double p50, double p90, double p99, double p999, double max) {
  private static final double US_PER_MS = 1_000;

  /** Of a histogram in microseconds. */
  public static Latency of(Histogram us) {
    return new Latency(
        us.getTotalCount(),
        us.getValueAtPercentile(50) / US_PER_MS,
        us.getValueAtPercentile(90) / US_PER_MS,
        us.getValueAtPercentile(99) / US_PER_MS,
        us.getValueAtPercentile(99.9) / US_PER_MS,
        us.getMaxValue() / US_PER_MS);
  }

  /** {count, p50, p90, p99, p999, max}. */
  public JsonObject json() {
    return new JsonObject()
        .put("count", count)
        .put("p50", p50)
        .put("p90", p90)
        .put("p99", p99)
        .put("p999", p999)
        .put("max", max);
  }
}
