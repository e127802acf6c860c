package eshop.saga;

import java.time.Duration;

/**
 * When a service removes barrier rows of sagas that have ended. A null takes the default.
 *
 * @param barrierKeepDays how long a saga's rows are kept after the last of them was written: 0 for
 *     ever, else {@value #KEEP_DAYS_MIN} to 3,650; default 30. With 0 late calls are not asked
 *     about either, see {@link LateCalls}
 * @param everyS seconds between two sweeps, 1 to 86,400; default 3,600
 * @param batch sagas looked at in one step, 1 to 1,000; default 200
 * @param pauseMs between two steps, 1 to 60,000; default 100
 * @param settleS seconds from asking for the unfinished sagas to the first removal, 1 to 3,600;
 *     default 120. Longer than a branch call can take inside a service, see {@link BarrierSweeper}
 */
public record HousekeepingConfig(
    Integer barrierKeepDays, Integer everyS, Integer batch, Integer pauseMs, Integer settleS) {

  /** Less, and calls of sagas that are only slow would be asked about. */
  static final int KEEP_DAYS_MIN = 7;

  /** All defaults. */
  public static final HousekeepingConfig DEFAULTS =
      new HousekeepingConfig(null, null, null, null, null);

  /**
   * Fills in the defaults and checks the values.
   *
   * @throws IllegalArgumentException naming the key and its rule
   */
  public HousekeepingConfig {
    barrierKeepDays = barrierKeepDays == null ? Integer.valueOf(30) : barrierKeepDays;
    if (barrierKeepDays != 0 && (barrierKeepDays < KEEP_DAYS_MIN || barrierKeepDays > 3_650)) {
      throw new IllegalArgumentException(
          "barrierKeepDays must be 0 or " + KEEP_DAYS_MIN + " to 3650, was " + barrierKeepDays);
    }
    everyS = inRange("everyS", everyS, 3_600, 86_400);
    batch = inRange("batch", batch, 200, 1_000);
    pauseMs = inRange("pauseMs", pauseMs, 100, 60_000);
    settleS = inRange("settleS", settleS, 120, 3_600);
  }

  /** Whether rows are removed at all. */
  boolean removes() {
    return barrierKeepDays > 0;
  }

  Duration keep() {
    return Duration.ofDays(barrierKeepDays);
  }

  private static Integer inRange(String key, Integer value, int byDefault, int max) {
    int number = value == null ? byDefault : value;
    if (number < 1 || number > max) {
      throw new IllegalArgumentException(key + " must be 1 to " + max + ", was " + number);
    }
    return number;
  }
}
