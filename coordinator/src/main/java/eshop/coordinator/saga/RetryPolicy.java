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
