package eshop.bench.load;

/**
 * The times of a run, all in {@link System#nanoTime}. Arrivals of the open loop are fixed before
 * the first one is sent: a slow server cannot move them, so the wait it causes is in the latency of
 * everyone who had to wait.
 *
 * @param startNanos the first arrival
 * @param countFromNanos the end of the warm-up
 * @param endNanos nothing is sent from here on
 */
public record Schedule(long startNanos, long countFromNanos, long endNanos, double ratePerS) {
  private static final double NANOS_PER_S = 1e9;

  /** A run of this plan that starts now. */
  public static Schedule of(LoadPlan plan, long nowNanos) {
    long countFrom = nowNanos + (long) (plan.warmupS() * NANOS_PER_S);
    long end = countFrom + (long) (plan.countedS() * NANOS_PER_S);
    return new Schedule(nowNanos, countFrom, end, plan.ratePerS());
  }

  /** When the arrival with this index, from 0, is to be sent. */
  public long arrivalNanos(long index) {
    return startNanos + (long) (index * NANOS_PER_S / ratePerS);
  }

  /** Whether an order that was to be sent then is counted. */
  public boolean counted(long intendedNanos) {
    return intendedNanos - countFromNanos >= 0 && intendedNanos - endNanos < 0;
  }

  /** Whether the time of sending is over. */
  public boolean over(long nanos) {
    return nanos - endNanos >= 0;
  }
}
