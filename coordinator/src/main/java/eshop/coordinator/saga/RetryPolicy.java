package eshop.coordinator.saga;

import eshop.coordinator.model.TransOptions;

/**
 * When a saga runs again, in whole seconds as the table has them: an unknown answer doubles the
 * interval, an ongoing one keeps it, progress sets it back to the first.
 *
 * @param retryInterval the first interval of sagas that set none
 * @param intervalMax doubling stops here, so that hours of outage do not cost hours of waiting
 *     afterwards
 */
public record RetryPolicy(long retryInterval, long intervalMax) {
  private static final long FIRST_PAUSE_MS = 100;
  private static final long PAUSE_MAX_MS = 1_000;

  /**
   * How long a saga with a retry limit waits before it calls a branch again within the same run. A
   * service that refuses connections answers in no time: without a pause the limit would be spent
   * before anybody could notice that it is away.
   *
   * @param retry 1 for the first
   */
  static long pauseMs(long retry) {
    return retry > 4 ? PAUSE_MAX_MS : Math.min(PAUSE_MAX_MS, FIRST_PAUSE_MS << (retry - 1));
  }

  /** The interval of a saga that has just been submitted, or has just made progress. */
  public long first(TransOptions options) {
    if (options.retryInterval() > 0) {
      return options.retryInterval();
    }
    long timeout = options.timeoutToFail();
    return timeout > 0 && timeout < retryInterval ? timeout : retryInterval;
  }

  /** The interval after an unknown answer; never below {@code interval} itself. */
  public long backedOff(long interval) {
    return Math.max(interval, Math.min(intervalMax, interval * 2));
  }
}
