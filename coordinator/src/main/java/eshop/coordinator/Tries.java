package eshop.coordinator;

import java.util.concurrent.TimeUnit;

/**
 * How often a batch was tried, and since when. A batch that does not get through gives up in time,
 * so that the queue behind it moves; sagas whose write failed are taken up again by recovery.
 *
 * @param mayWait whether a row that another transaction holds may be waited for again
 * @param number of this try, from 1
 * @param startNanos when the first began
 * @param inDoubt whether one of those before may have been committed although its answer was lost
 */
record Tries(boolean mayWait, int number, long startNanos, boolean inDoubt) {
  private static final int NUMBER_MAX = 4;
  private static final long TIME_MS_MAX = 4_000;

  static Tries first(boolean mayWait) {
    return new Tries(mayWait, 1, System.nanoTime(), false);
  }

  /** The next one, after a failure. */
  Tries after(Throwable failure) {
    return new Tries(mayWait, number + 1, startNanos, inDoubt || RetryingStore.isInDoubt(failure));
  }

  /** Whether another try of the whole batch may begin. */
  boolean mayRepeat() {
    return number < NUMBER_MAX && hasTime();
  }

  /** Whether anything more may begin. */
  boolean hasTime() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos) < TIME_MS_MAX;
  }
}
