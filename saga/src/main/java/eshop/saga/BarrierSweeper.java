package eshop.saga;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the barrier rows of sagas that ended long ago, so that the table does not grow for ever.
 * It walks the table by gid in small steps with pauses between, and removes all rows of a saga or
 * none. They go when all of this holds:
 *
 * <ul>
 *   <li>the last of them was written longer ago than rows are kept;
 *   <li>the gid, where it is a ULID, is as old: so {@link LateCalls} asks about every late copy;
 *   <li>the saga is none of the unfinished ones that the transaction manager listed. Cannot it list
 *       them, nothing is removed.
 * </ul>
 *
 * <p>Between the list and the first removal is a pause, longer than a branch call can take inside a
 * service: a call that was let through while its saga was unfinished has met its barrier rows by
 * the time they go.
 *
 * <p>Young ULIDs lie together in key order and are jumped over, so that a walk reads what is to be
 * removed and little else. Several sweepers on one table do each other no harm.
 *
 * <p>Not thread-safe: to be used on the Vert.x context it was made on.
 */
final class BarrierSweeper {
  private static final Logger LOG = LoggerFactory.getLogger(BarrierSweeper.class);

  /** By how much clocks may differ between manager, services and whoever makes the gids. */
  private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);

  /** Sorts after every gid. */
  private static final String END = "~";

  /** One walk through the table. */
  private static final class Walk {
    final Instant limit;
    final Set<String> unfinished;
    final String youngFrom;
    final String youngTo;
    String position = "";
    int removed;

    Walk(Instant now, Instant limit, Set<String> unfinished) {
      this.limit = limit;
      this.unfinished = unfinished;
      this.youngFrom = GidTime.prefix(limit.toEpochMilli());
      this.youngTo = GidTime.prefix(now.plus(CLOCKS_DIFFER).toEpochMilli());
    }

    boolean ended() {
      return position.equals(END);
    }

    String to() {
      return position.compareTo(youngFrom) < 0 ? youngFrom : END;
    }

    /** Goes on after a page; one that was not full was the last before the young or the end. */
    void passed(List<String> page, int full) {
      if (page.size() == full) {
        position = page.get(page.size() - 1);
      } else {
        position = to().equals(youngFrom) ? youngTo : END;
      }
    }

    boolean mayGo(String gid) {
      long createdMs = GidTime.ms(gid);
      return createdMs < limit.toEpochMilli() && !unfinished.contains(gid);
    }
  }

  private final Vertx vertx;
  private final BarrierRows rows;
  private final UnfinishedSagas unfinished;
  private final HousekeepingConfig config;
  private final InstantSource clock;
  private long timer = -1;
  private boolean stopped;

  BarrierSweeper(
      Vertx vertx,
      BarrierRows rows,
      UnfinishedSagas unfinished,
      HousekeepingConfig config,
      InstantSource clock) {
    this.vertx = vertx;
    this.rows = rows;
    this.unfinished = unfinished;
    this.config = config;
    this.clock = clock;
  }

  /** Sweeps from now on, the first time at a random moment: nodes that start together spread. */
  void start() {
    long everyMs = TimeUnit.SECONDS.toMillis(config.everyS());
    sweepIn(ThreadLocalRandom.current().nextLong(1, everyMs + 1));
  }

  /** Takes no further step; one that is under way ends as it may. */
  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }

  /**
   * One walk through the whole table.
   *
   * @return how many rows were removed; fails when the manager or the database cannot be asked,
   *     with what was removed before staying so
   */
  Future<Integer> sweep() {
    Instant now = clock.instant();
    Instant limit = now.minus(config.keep());
    return unfinished
        .createdUntil(limit.plus(CLOCKS_DIFFER))
        .compose(
            gids -> {
              Promise<Integer> done = Promise.promise();
              Walk walk = new Walk(now, limit, gids);
              after(TimeUnit.SECONDS.toMillis(config.settleS()), () -> next(walk, done));
              return done.future();
            });
  }

  private void sweepIn(long ms) {
    after(
        ms,
        () ->
            sweep()
                .onSuccess(BarrierSweeper::tell)
                .onFailure(e -> LOG.warn("barrier not swept: {}", e.getMessage()))
                .onComplete(done -> sweepIn(TimeUnit.SECONDS.toMillis(config.everyS()))));
  }

  private void next(Walk walk, Promise<Integer> done) {
    step(walk)
        .onFailure(done::fail)
        .onSuccess(
            removed -> {
              walk.removed += removed;
              if (walk.ended()) {
                done.complete(walk.removed);
              } else {
                after(config.pauseMs(), () -> next(walk, done));
              }
            });
  }

  private Future<Integer> step(Walk walk) {
    return rows.page(walk.position, walk.to())
        .compose(
            page -> {
              walk.passed(page, config.batch());
              return rows.old(page.stream().filter(walk::mayGo).toList(), walk.limit);
            })
        .compose(rows::remove);
  }

  /** There is one thing at a time to wait for. */
  private void after(long ms, Runnable what) {
    if (!stopped) {
      timer = vertx.setTimer(ms, fired -> what.run());
    }
  }

  private static void tell(int removed) {
    if (removed > 0) {
      LOG.info("{} barrier rows of sagas that have ended were removed", removed);
    }
  }
}
