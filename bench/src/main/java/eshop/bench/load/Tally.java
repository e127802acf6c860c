package eshop.bench.load;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What the clients saw: acknowledgements and errors. Written by one thread at a time, read by
 * others when the load has ended.
 *
 * <p>Requests of the warm-up are not in the latencies and not in the counted figures; but they are
 * in {@link #acknowledgedInAll}, because the drain waits for them too.
 */
public final class Tally {
  private static final long HIGHEST_US = 600_000_000;
  private static final int DIGITS = 3;

  private final Histogram latencyUs = newHistogram();
  private final Map<String, Long> errors = new TreeMap<>();
  private long acknowledgedInAll;
  private long errorsInAll;

  /** For latencies in microseconds up to ten minutes, three digits exact. */
  public static Histogram newHistogram() {
    return new Histogram(HIGHEST_US, DIGITS);
  }

  /** Records a latency in nanoseconds; what is longer than the histogram goes in as its end. */
  public static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.min(HIGHEST_US, Math.max(0, nanos / 1_000)));
  }

  void acknowledged(long nanos, boolean counted) {
    acknowledgedInAll++;
    if (counted) {
      record(latencyUs, nanos);
    }
  }

  void failed(String kind, boolean counted) {
    errorsInAll++;
    if (counted) {
      errors.merge(kind, 1L, Long::sum);
    }
  }

  /** Counted acknowledgements: microseconds from the intended send time to the answer. */
  public Histogram latencyUs() {
    return latencyUs;
  }

  /** Counted requests without an order id, by kind. */
  public Map<String, Long> errors() {
    return errors;
  }

  /** Acknowledged orders, those of the warm-up included. */
  public long acknowledgedInAll() {
    return acknowledgedInAll;
  }

  /** Failed requests, those of the warm-up included. */
  public long errorsInAll() {
    return errorsInAll;
  }
}
