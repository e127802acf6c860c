package eshop.saga;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of refused branch calls: one line at once, then at most one in ten seconds. */
final class RefusedCalls {
  private static final Logger LOG = LoggerFactory.getLogger(RefusedCalls.class);
  private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(10);

  private final LongSupplier nanoTime;
  private boolean said;
  private long saidAt;
  private long since;

  RefusedCalls() {
    this(System::nanoTime);
  }

  RefusedCalls(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  synchronized void note(String call) {
    since++;
    long now = nanoTime.getAsLong();
    if (!said || now - saidAt >= INTERVAL_NS) {
      LOG.warn("{} branch calls without our proof refused; the last: {}", since, call);
      said = true;
      saidAt = now;
      since = 0;
    }
  }
}
