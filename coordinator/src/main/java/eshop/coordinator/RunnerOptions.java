package eshop.coordinator;

import java.time.Duration;

/**
 * Limits and intervals of the runner.
 *
 * @param maxInFlight sagas run at the same time for submits; more are refused
 * @param maxRecovering sagas run at the same time by recovery, beside those
 * @param lease how long a lock lasts without renewal; a crashed run is taken over after it
 * @param cronInterval how often due sagas are looked for
 * @param retryInterval first interval of a saga that set none
 * @param retryIntervalMax what doubling stops at
 */
public record RunnerOptions(
    int maxInFlight,
    int maxRecovering,
    Duration lease,
    Duration cronInterval,
    Duration retryInterval,
    Duration retryIntervalMax) {

  /** What runs when nothing is configured; intervals as dtm has them. */
  public static final RunnerOptions DEFAULTS =
      new RunnerOptions(
          10_000,
          256,
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          Duration.ofSeconds(10),
          Duration.ofMinutes(10));
}
