package eshop.coordinator;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the sagas that wait for their back-off due now, page by page, so that neither the database
 * nor the service that has just come back gets them all at once; {@link Recovery} takes them up in
 * its own measure. Each saga is woken once in a round, whatever becomes of its run.
 */
final class Waker {
  private static final Logger LOG = LoggerFactory.getLogger(Waker.class);

  /** Sagas in one write. */
  static final int PAGE = 500;

  /** Sagas in one round; when there were so many, another round follows. */
  static final int ROUND_MAX = 20_000;

  private static final int ROUNDS_MAX = 10;
  private static final long PAGE_GAP_MS = 100;

  /** So long the last runs before the wake have for writing that they wait. */
  private static final long SETTLE_MS = 200;

  private final RunnerParts parts;
  private final Runnable poll;
  private boolean waking;
  private boolean again;
  private boolean stopped;
  private int roundsLeft;

  Waker(RunnerParts parts, Runnable poll) {
    this.parts = parts;
    this.poll = poll;
  }

  /** One at a time; a wake that is asked for meanwhile follows it. */
  void wake() {
    if (waking) {
      again = true;
      return;
    }
    waking = true;
    roundsLeft = ROUNDS_MAX;
    parts.vertx().setTimer(SETTLE_MS, t -> round());
  }

  void stop() {
    stopped = true;
  }

  private void round() {
    roundsLeft--;
    parts
        .here(parts.store().waiting(parts.now(), ROUND_MAX))
        .onSuccess(gids -> page(gids, 0))
        .onFailure(
            e -> {
              LOG.warn("waiting sagas cannot be read: {}", e.toString());
              end();
            });
  }

  private void page(List<String> gids, int from) {
    if (stopped) {
      return;
    }
    if (from >= gids.size()) {
      roundEnded(gids.size());
      return;
    }
    int to = Math.min(from + PAGE, gids.size());
    parts
        .here(parts.store().wake(gids.subList(from, to), parts.now()))
        .onFailure(e -> LOG.warn("waiting sagas are not woken: {}", e.toString()))
        .onComplete(
            (woken, failure) -> {
              poll.run();
              parts.vertx().setTimer(PAGE_GAP_MS, t -> page(gids, to));
            });
  }

  private void roundEnded(int count) {
    LOG.info("{} waiting sagas were woken", count);
    if (count == ROUND_MAX && roundsLeft > 0) {
      round();
    } else {
      end();
    }
  }

  private void end() {
    waking = false;
    if (again && !stopped) {
      again = false;
      wake();
    }
  }
}
