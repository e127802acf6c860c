package eshop.coordinator;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Takes up sagas that are due: after a crash, after a back-off, from another coordinator. It locks
 * many at once and runs them side by side, and goes on at once while full pages come back. A run
 * that takes long gives its place to the next after {@link #SLOW}, so a service that hangs does not
 * hold up the sagas of the others; all runs together stay within maxInFlight.
 */
final class Recovery {
  /** After this long a recovered run no longer counts against maxRecovering. */
  static final Duration SLOW = Duration.ofMillis(500);

  private final RunnerParts parts;
  private final RunningSagas running;
  private final int pageSize;
  private final PromptTimer prompt;
  private long cronTimer = -1;
  private int places;
  private boolean polling;
  private boolean hungry;
  private boolean started;

  Recovery(RunnerParts parts, RunningSagas running) {
    this.parts = parts;
    this.running = running;
    this.places = parts.options().maxRecovering();
    this.pageSize = Math.max(1, places / 4);
    this.prompt = new PromptTimer(parts, this::poll);
  }

  void start() {
    started = true;
    cronTimer = parts.vertx().setPeriodic(parts.options().cronInterval().toMillis(), t -> poll());
    poll();
  }

  void stop() {
    started = false;
    parts.vertx().cancelTimer(cronTimer);
    prompt.stop();
  }

  /** A saga is due at this time: when that is before the next poll, there will be one then. */
  void dueAt(Instant next) {
    Duration delay = Duration.between(parts.now(), next);
    if (started && delay.compareTo(parts.options().cronInterval()) < 0) {
      prompt.ringAt(next);
    }
  }

  /** Looks for due sagas now. Completes when those that were found have been started. */
  Future<Void> poll() {
    int limit =
        Math.min(pageSize, Math.min(places, parts.options().maxInFlight() - running.size()));
    if (polling || limit <= 0) {
      hungry = true;
      return Future.succeededFuture();
    }
    polling = true;
    hungry = false;
    return parts
        .here(parts.store().lockDue(parts.newLease(), limit))
        .onComplete((locked, failure) -> polling = false)
        .onFailure(parts.log()::pollFailed)
        .onSuccess(
            locked -> {
              parts.log().polled();
              startAll(locked, limit);
            })
        .mapEmpty();
  }

  private void startAll(List<LockedTrans> locked, int limit) {
    hungry |= locked.size() == limit;
    locked.forEach(this::run);
    pollAgain();
  }

  private void run(LockedTrans locked) {
    places--;
    boolean[] given = {false};
    Runnable giveBack =
        () -> {
          if (!given[0]) {
            given[0] = true;
            places++;
            pollAgain();
          }
        };
    long slow = parts.vertx().setTimer(SLOW.toMillis(), t -> giveBack.run());
    running
        .start(locked)
        .onComplete(
            ended -> {
              parts.vertx().cancelTimer(slow);
              giveBack.run();
            });
  }

  private void pollAgain() {
    if (started && hungry && !polling && places >= pageSize) {
      poll();
    }
  }
}
