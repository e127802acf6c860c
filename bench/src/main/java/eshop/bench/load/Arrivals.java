package eshop.bench.load;

import java.util.concurrent.locks.LockSupport;

/**
 * Wakes the open loop at its fixed times, to about a tenth of a millisecond. An event loop's timers
 * are a whole millisecond coarse, and that wait would be charged to the server, since latency
 * counts from the intended time. A thread of its own, which ends with the schedule.
 */
final class Arrivals {
  private final Schedule schedule;
  private final Runnable due;

  /**
   * Waits for nothing yet.
   *
   * @param due is run on the waiting thread at every arrival and once at the end
   */
  Arrivals(Schedule schedule, Runnable due) {
    this.schedule = schedule;
    this.due = due;
  }

  void start() {
    Thread thread = new Thread(this::run, "arrivals");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    long index = 0;
    long next;
    do {
      next = schedule.arrivalNanos(index++);
      parkUntil(next);
      due.run();
    } while (!schedule.over(next));
  }

  private static void parkUntil(long nanos) {
    long left = nanos - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = nanos - System.nanoTime();
    }
  }
}
