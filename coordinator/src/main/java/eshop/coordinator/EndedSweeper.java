package eshop.coordinator;

import eshop.coordinator.TransStore.RemovedPage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes sagas that ended long ago, with their branches, so that the log does not grow for ever.
 * It goes through the log from its beginning in small steps with pauses between, so that sagas
 * under way do not notice, and stops where the young ones begin. What has not ended stays whatever
 * its age, and so do transactions of other types, which are dtm's.
 *
 * <p>Several coordinators may sweep one database. To be used on the Vert.x context it was made on.
 */
final class EndedSweeper {
  private static final Logger LOG = LoggerFactory.getLogger(EndedSweeper.class);

  private final Vertx vertx;
  private final TransStore store;
  private final EndedConfig config;
  private final InstantSource clock;
  private long timer = -1;
  private boolean stopped;

  EndedSweeper(Vertx vertx, TransStore store, EndedConfig config, InstantSource clock) {
    this.vertx = vertx;
    this.store = store;
    this.config = config;
    this.clock = clock;
  }

  /** Sweeps from now on, unless sagas are kept for ever. The first time is a random moment. */
  void start() {
    if (config.keepDays() > 0) {
      long everyMs = TimeUnit.SECONDS.toMillis(config.everyS());
      sweepIn(ThreadLocalRandom.current().nextLong(1, everyMs + 1));
    }
  }

  /** Takes no further step; one that is under way ends as it may. */
  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }

  /**
   * One way through the log.
   *
   * @return how many sagas were removed; fails as the database does, with what was removed before
   *     staying so
   */
  Future<Integer> sweep() {
    Promise<Integer> done = Promise.promise();
    next(0, 0, clock.instant().minus(config.keep()), done);
    return done.future();
  }

  private void sweepIn(long ms) {
    after(
        ms,
        () ->
            sweep()
                .onSuccess(EndedSweeper::tell)
                .onFailure(e -> LOG.warn("ended sagas not removed: {}", e.getMessage()))
                .onComplete(done -> sweepIn(TimeUnit.SECONDS.toMillis(config.everyS()))));
  }

  private void next(long afterId, int before, Instant endedBefore, Promise<Integer> done) {
    store
        .removeEnded(afterId, config.batch(), endedBefore)
        .onFailure(done::fail)
        .onSuccess(
            page -> {
              int removed = before + page.removed();
              if (page.lastId() == RemovedPage.LAST) {
                done.complete(removed);
              } else {
                after(config.pauseMs(), () -> next(page.lastId(), removed, endedBefore, done));
              }
            });
  }

  /** There is one thing at a time to wait for. */
  private void after(long ms, Runnable what) {
    if (!stopped) {
      timer = vertx.setTimer(ms, fired -> what.run());
    }
  }

  private static void tell(int removed) {
    if (removed > 0) {
      LOG.info("{} sagas that have ended were removed", removed);
    }
  }
}
