package eshop.mariadb;

import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An embedded server that is started again when it ends by itself: when it is killed, crashes or
 * runs out of memory. Without this a node whose database died would live on and never be ready
 * again. It gives up after {@value #RESTARTS_MAX} restarts within ten minutes, because then the
 * cause lies in the data, the disk or the machine.
 *
 * <p>It waits on a daemon thread of its own. {@link #stop} blocks until the server has ended.
 */
public final class SupervisedMariaDb implements AutoCloseable {
  static final int RESTARTS_MAX = 5;

  private static final Logger LOG = LoggerFactory.getLogger(SupervisedMariaDb.class);
  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final long FIRST_PAUSE_MS = 200;
  private static final long PAUSE_MS_MAX = 10_000;

  private final Consumer<String> gaveUp;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final ArrayDeque<Long> restarts = new ArrayDeque<>();
  private volatile EmbeddedMariaDb server;

  private SupervisedMariaDb(EmbeddedMariaDb server, Consumer<String> gaveUp) {
    this.server = server;
    this.gaveUp = gaveUp;
  }

  /**
   * Starts the server, or adopts one, as {@link EmbeddedMariaDb#start} does.
   *
   * @param gaveUp is told in one line, at most once, that the server has ended and will not be
   *     started again
   */
  public static SupervisedMariaDb start(MariaDbOptions options, Consumer<String> gaveUp) {
    SupervisedMariaDb supervised = new SupervisedMariaDb(EmbeddedMariaDb.start(options), gaveUp);
    Thread thread = new Thread(supervised::watch, "eshop-mariadb-supervisor");
    thread.setDaemon(true);
    thread.start();
    return supervised;
  }

  public int port() {
    return server.port();
  }

  public String password() {
    return server.password();
  }

  /** The process id of the server that runs now. */
  public long pid() {
    return server.pid();
  }

  /** Shuts the server down and waits until its process is gone; a second call does nothing. */
  public void stop() {
    stopping.countDown();
    synchronized (this) {
      server.stop();
    }
  }

  @Override
  public void close() {
    stop();
  }

  private void watch() {
    try {
      boolean goesOn = true;
      while (goesOn) {
        server.awaitEnd();
        goesOn = !isStopping() && startAgain();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** False when it gave up, or the owner stops it. */
  private boolean startAgain() throws InterruptedException {
    String reason = "mariadbd (pid " + server.pid() + ") has ended by itself";
    long pauseMs = FIRST_PAUSE_MS;
    while (mayStartAgain()) {
      LOG.warn(
          "{}; starting it again, {} of {} times in 10 minutes",
          reason,
          restarts.size(),
          RESTARTS_MAX);
      if (stopping.await(pauseMs, TimeUnit.MILLISECONDS)) {
        return false;
      }
      pauseMs = Math.min(2 * pauseMs, PAUSE_MS_MAX);
      try {
        return startedUnlessStopping();
      } catch (MariaDbException e) {
        reason = e.getMessage();
      }
    }
    gaveUp.accept(
        "the embedded database has ended %d times within 10 minutes and is not started again: %s; see %s"
            .formatted(RESTARTS_MAX + 1, reason, server.logFile()));
    return false;
  }

  private boolean mayStartAgain() {
    long now = System.nanoTime();
    restarts.removeIf(at -> now - at > WINDOW_NANOS);
    if (restarts.size() >= RESTARTS_MAX) {
      return false;
    }
    restarts.add(now);
    return true;
  }

  private synchronized boolean startedUnlessStopping() throws InterruptedException {
    if (isStopping()) {
      return false;
    }
    server = server.startAgain();
    LOG.info("MariaDB is back on {}:{} (pid {})", EmbeddedMariaDb.HOST, port(), pid());
    return true;
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }
}
