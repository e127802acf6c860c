package eshop.coordinator;

import java.time.Duration;
import java.time.Instant;
import java.util.TreeSet;

/**
 * Rings at the times at which sagas of this process become due, so that a retry in one second does
 * not wait for the next poll. It rings at most once per {@link #GAP_MS}, and forgets what does not
 * fit: a poll will find it.
 */
final class PromptTimer {
  private static final long GAP_MS = 20;
  private static final int TIMES_MAX = 10_000;

  private final RunnerParts parts;
  private final Runnable bell;
  private final TreeSet<Instant> times = new TreeSet<>();
  private Instant armedFor;
  private long timer = -1;

  PromptTimer(RunnerParts parts, Runnable bell) {
    this.parts = parts;
    this.bell = bell;
  }

  void ringAt(Instant time) {
    if (times.size() < TIMES_MAX) {
      times.add(time);
      arm();
    }
  }

  void stop() {
    times.clear();
    parts.vertx().cancelTimer(timer);
  }

  private void arm() {
    if (times.isEmpty() || times.first().equals(armedFor)) {
      return;
    }
    parts.vertx().cancelTimer(timer);
    armedFor = times.first();
    long delayMs = Duration.between(parts.now(), armedFor).toMillis() + 1;
    timer = parts.vertx().setTimer(Math.max(GAP_MS, delayMs), t -> ring());
  }

  private void ring() {
    times.headSet(armedFor, true).clear();
    times.headSet(parts.now(), true).clear();
    armedFor = null;
    arm();
    bell.run();
  }
}
