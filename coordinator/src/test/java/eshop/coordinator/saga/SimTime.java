package eshop.coordinator.saga;

import eshop.coordinator.Sagas;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;

/** The only source of time, order and chance in a simulation: the same seed, the same history. */
final class SimTime {
  private record Timer(long at, long number, Runnable action) {}

  final Random random;
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::number));
  private long nowMs;
  private long number;

  SimTime(long seed) {
    this.random = new Random(seed);
  }

  Instant now() {
    return Sagas.START.plusMillis(nowMs);
  }

  long nowMs() {
    return nowMs;
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  void after(long ms, Runnable action) {
    timers.add(new Timer(nowMs + ms, number++, action));
  }

  /** After a while that is mostly short and sometimes much too long. */
  void soon(Runnable action) {
    after(chance(0.9) ? random.nextInt(50) : random.nextInt(40_000), action);
  }

  /** Runs the next timer. */
  void step() {
    Timer next = timers.remove();
    nowMs = next.at();
    next.action().run();
  }
}
