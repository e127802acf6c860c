package eshop.saga;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hurries the sagas that wait for the end of their pause, when a service they may wait for is back:
 * dtm itself leaves them to their back-off. Each is named to dtm (resetNextCronTime), and not all
 * at once by resetCronTime, which takes other programs' transactions too, and those that run now.
 *
 * <p>dtm may go on for a while without reaching the service: its connections have a back-off of
 * their own. So a small part of those that wait is hurried first, and again, until that helps; then
 * more each time. Only sagas whose gid is a ULID are touched, as those of orders are.
 *
 * <p>Not thread-safe: to be used on the Vert.x context it was made on.
 */
public final class SagaWaker {
  private static final Logger LOG = LoggerFactory.getLogger(SagaWaker.class);

  /** Sagas hurried at once as long as it is not known to help. */
  static final int GROUP = 200;

  /** Sagas looked at; the rest comes when these have gone on. */
  static final int LISTED_MAX = 10_000;

  /** Of each status, so that a list of sagas that run well is not read for ever. */
  private static final int PAGES_MAX = 2 * LISTED_MAX / DtmQuery.PAGE_SIZE;

  /** As often it is tried without help: with the pauses about as long as dtm's back-off. */
  static final int TRIES_MAX = 60;

  /** dtm looks for due sagas about as often. */
  private static final long PAUSE_MS = 3_000;

  private static final int CHUNKS_A_SECOND = 10;
  private static final long CHUNK_MS = 100;

  /** What must be undone first: it holds what others wait for. */
  private static final List<String> STATUSES = List.of("aborting", "submitted");

  private final Vertx vertx;
  private final DtmQuery query;
  private final int chunk;
  private final long pauseMs;
  private Set<String> hurried = Set.of();
  private int group;
  private int triesLeft;
  private int total;
  private volatile boolean waking;
  private boolean again;
  private boolean stopped;

  SagaWaker(Vertx vertx, DtmQuery query, WakeConfig config, long pauseMs) {
    this.vertx = vertx;
    this.query = query;
    this.chunk = config.perSecond() / CHUNKS_A_SECOND;
    this.pauseMs = pauseMs;
  }

  /** {@code query} stays the caller's to close. */
  public static SagaWaker create(Vertx vertx, DtmQuery query, WakeConfig config) {
    return new SagaWaker(vertx, query, config, PAUSE_MS);
  }

  /** One at a time: when it is asked for meanwhile, the one under way begins anew. */
  public void wake() {
    again = true;
    if (!waking && !stopped) {
      waking = true;
      total = 0;
      look();
    }
  }

  /** A service is away, perhaps again: who does not go on by now is waiting for it. */
  public void gone() {
    again = false;
    triesLeft = 1;
  }

  /** Hurries no further saga. */
  public void stop() {
    stopped = true;
  }

  /** Whether it is at work. */
  boolean waking() {
    return waking;
  }

  private void look() {
    if (stopped) {
      return;
    }
    boolean first = again;
    if (again) {
      again = false;
      hurried = Set.of();
      triesLeft = TRIES_MAX;
    }
    waiting()
        .onSuccess(gids -> found(gids, first))
        .onFailure(
            e -> {
              LOG.warn("waiting sagas are not known: {}", e.getMessage());
              goOn(false);
            });
  }

  /** A call that was under way when the service came back may fail only now: looked for twice. */
  private void found(List<String> waiting, boolean first) {
    if (waiting.isEmpty() && !first) {
      end();
      return;
    }
    long still = waiting.stream().filter(hurried::contains).count();
    boolean helped = still * 2 < hurried.size();
    group = helped ? Math.min(LISTED_MAX, group * 2) : GROUP;
    List<String> next = waiting.subList(0, Math.min(group, waiting.size()));
    hurried = Set.copyOf(next);
    total += next.size();
    hurry(next, 0, helped);
  }

  private void hurry(List<String> gids, int from, boolean helped) {
    if (stopped) {
      return;
    }
    if (from >= gids.size()) {
      goOn(helped);
      return;
    }
    int to = Math.min(from + chunk, gids.size());
    long next = System.nanoTime() / 1_000_000 + CHUNK_MS;
    Future.join(gids.subList(from, to).stream().map(query::resetNextCronTime).toList())
        .onFailure(e -> LOG.warn("a waiting saga is not hurried: {}", e.getMessage()))
        .onComplete(
            done -> {
              long left = to < gids.size() ? next - System.nanoTime() / 1_000_000 : 1;
              vertx.setTimer(Math.max(1, left), t -> hurry(gids, to, helped));
            });
  }

  private void goOn(boolean helped) {
    triesLeft -= helped ? 0 : 1;
    if (triesLeft > 0 || again) {
      vertx.setTimer(pauseMs, t -> look());
    } else {
      LOG.warn("sagas still wait, and are left to their back-off");
      end();
    }
  }

  private void end() {
    if (total > 0) {
      LOG.info("{} times a waiting saga was hurried", total);
    }
    waking = false;
    if (again) {
      wake();
    }
  }

  /** Those that are aborting first, the others in no order: they may wait for various services. */
  private Future<List<String>> waiting() {
    List<String> gids = new ArrayList<>();
    return of(STATUSES.iterator(), gids).map(gids);
  }

  private Future<Void> of(Iterator<String> statuses, List<String> gids) {
    if (!statuses.hasNext() || gids.size() >= LISTED_MAX) {
      return Future.succeededFuture();
    }
    List<String> found = new ArrayList<>();
    return pages(statuses.next(), "", found, PAGES_MAX)
        .compose(
            done -> {
              Collections.shuffle(found);
              gids.addAll(found);
              return of(statuses, gids);
            });
  }

  private Future<Void> pages(String status, String position, List<String> gids, int left) {
    return query
        .sagas(status, position)
        .compose(
            page -> {
              page.backedOff().stream()
                  .filter(gid -> GidTime.ms(gid) != GidTime.NONE)
                  .forEach(gids::add);
              boolean last =
                  page.nextPosition().isEmpty()
                      || page.gids().isEmpty()
                      || gids.size() >= LISTED_MAX
                      || left == 1;
              return last
                  ? Future.succeededFuture()
                  : pages(status, page.nextPosition(), gids, left - 1);
            });
  }
}
