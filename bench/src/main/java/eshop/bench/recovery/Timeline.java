package eshop.bench.recovery;

/**
 * When the first, the half and the last of a number of orders were seen final. Fed with counts;
 * never too early, and too late by at most the distance of two looks.
 */
final class Timeline {
  private final long orders;
  private long firstNanos;
  private long halfNanos;
  private long lastNanos;
  private long finished;

  Timeline(long orders) {
    this.orders = orders;
  }

  /** So many were final at this time, which is not 0. */
  void look(long nanos, long finishedNow) {
    if (finished == 0 && finishedNow > 0) {
      firstNanos = nanos;
    }
    if (halfNanos == 0 && finishedNow * 2 >= orders) {
      halfNanos = nanos;
    }
    if (lastNanos == 0 && finishedNow >= orders) {
      lastNanos = nanos;
    }
    finished = finishedNow;
  }

  boolean over() {
    return lastNanos != 0;
  }

  long firstNanos() {
    return firstNanos;
  }

  long halfNanos() {
    return halfNanos;
  }

  long lastNanos() {
    return lastNanos;
  }
}
