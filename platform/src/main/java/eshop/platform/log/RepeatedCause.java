package eshop.platform.log;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Logs a cause that repeats: one line when it begins, one line each 10 s with the number of
 * occurrences since the last line, one line when it is over. An unreachable service or database
 * would otherwise write a line for every request and every saga.
 *
 * <p>Stack traces go to the debug level. Thread-safe.
 */
public final class RepeatedCause {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Logger log;
  private final LongSupplier nanoClock;
  private boolean active;
  private long since;
  private long lastLine;
  private long unlogged;
  private long total;

  /** A cause that has not occurred. */
  public RepeatedCause(Logger log) {
    this(log, System::nanoTime);
  }

  /** The same with a clock of the caller, in nanoseconds. */
  public RepeatedCause(Logger log, LongSupplier nanoClock) {
    this.log = log;
    this.nanoClock = nanoClock;
  }

  /** It has occurred. The message is the line's text; see {@link #occurred(String, Throwable)}. */
  public void occurred(String message) {
    occurred(message, null);
  }

  /**
   * It has occurred.
   *
   * @param message says what and to which id; of several occurrences the last one's is written
   * @param e its stack trace goes to the debug level; may be null
   */
  public synchronized void occurred(String message, Throwable e) {
    long now = nanoClock.getAsLong();
    total++;
    unlogged++;
    if (!active) {
      active = true;
      since = now;
      total = 1;
      line(now, message);
    } else if (now - lastLine >= INTERVAL_NANOS) {
      line(now, "%s (%d times in the last %d s)".formatted(message, unlogged, seconds(lastLine)));
    }
    if (e != null) {
      log.debug("{}", message, e);
    }
  }

  /** It is over; does nothing when it had not occurred. */
  public synchronized void over(String message) {
    if (active) {
      active = false;
      log.info("{} after {} s, {} failures", message, seconds(since), total);
    }
  }

  /** Whether it has occurred and is not over. */
  public synchronized boolean isActive() {
    return active;
  }

  private void line(long now, String message) {
    log.warn("{}", message);
    lastLine = now;
    unlogged = 0;
  }

  private long seconds(long from) {
    return TimeUnit.NANOSECONDS.toSeconds(nanoClock.getAsLong() - from);
  }
}
