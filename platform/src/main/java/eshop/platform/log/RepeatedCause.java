package eshop.platform.log;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Logs a cause that repeats: one line when it begins, one line each 10 s with the number of
 * occurrences since the last line, one line when it is over. An unreachable service or database
 * would otherwise write a line for every request and every saga. A cause that comes and goes writes
 * no more lines than that.
 *
 * <p>Stack traces go to the debug level. Thread-safe.
 */
public final class RepeatedCause {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Logger log;
  private final LongSupplier nanoClock;
  private volatile boolean active;
  private boolean hasLines;
  private boolean beginWasLogged;
  private long sinceNanos;
  private long lastLineNanos;
  private long unlogged;
  private long total;
  private String oldestId;

  /** A cause that has not occurred. */
  public RepeatedCause(Logger log) {
    this(log, System::nanoTime);
  }

  /** The same with a clock of the caller, in nanoseconds. */
  public RepeatedCause(Logger log, LongSupplier nanoClock) {
    this.log = log;
    this.nanoClock = nanoClock;
  }

  /** It has occurred; see {@link #occurred(String, String, Throwable)}. */
  public void occurred(String message) {
    occurred(message, null, null);
  }

  /** It has occurred; see {@link #occurred(String, String, Throwable)}. */
  public void occurred(String message, Throwable e) {
    occurred(message, null, e);
  }

  /**
   * It has occurred.
   *
   * @param message the line's text; of several occurrences the last one's is written
   * @param orderId the order or saga that it happened to, the oldest of which is named in the later
   *     lines; ids are ordered by time. May be null
   * @param e its stack trace goes to the debug level; may be null
   */
  public synchronized void occurred(String message, String orderId, Throwable e) {
    long now = nanoClock.getAsLong();
    if (!active) {
      active = true;
      beginWasLogged = false;
      sinceNanos = now;
      total = 0;
      oldestId = null;
    }
    total++;
    unlogged++;
    if (orderId != null && (oldestId == null || orderId.compareTo(oldestId) < 0)) {
      oldestId = orderId;
    }
    if (!hasLines || now - lastLineNanos >= INTERVAL_NANOS) {
      log.warn("{}", unlogged == 1 ? message : message + repeats(now));
      hasLines = true;
      beginWasLogged = true;
      lastLineNanos = now;
      unlogged = 0;
    }
    if (e != null) {
      log.debug("{}", message, e);
    }
  }

  /** It is over; does nothing, and costs nothing, when it had not occurred. */
  public void over(String message) {
    if (active) {
      end(message);
    }
  }

  /** Whether it has occurred and is not over. */
  public boolean isActive() {
    return active;
  }

  private synchronized void end(String message) {
    if (active && beginWasLogged) {
      log.info("{} after {} s, {} failures", message, seconds(sinceNanos), total);
    }
    active = false;
  }

  private String repeats(long now) {
    String oldest = oldestId == null ? "" : ", oldest order " + oldestId;
    return " (%d times in %d s%s)"
        .formatted(unlogged, TimeUnit.NANOSECONDS.toSeconds(now - lastLineNanos), oldest);
  }

  private long seconds(long fromNanos) {
    return TimeUnit.NANOSECONDS.toSeconds(nanoClock.getAsLong() - fromNanos);
  }
}
