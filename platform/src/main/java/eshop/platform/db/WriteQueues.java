package eshop.platform.db;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the write queues of a node. A write that waits longer than any transaction may take means
 * that its writer hangs: a defect that no other check sees, because single statements still work.
 * There is one WARN line for each queue when it begins, one each 10 s, and one when it is over;
 * {@link #areMoving} is false meanwhile.
 *
 * <p>Meters, both with the label {@code queue}: {@code eshop.write.queue.length} (writes) and
 * {@code eshop.write.queue.oldest} (seconds). Thread-safe.
 */
public final class WriteQueues {
  private static final Logger LOG = LoggerFactory.getLogger(WriteQueues.class);
  private static final long LOOK_MS = 1_000;
  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** A queue and what has been logged of it. */
  private static final class Watched {
    private final WriteQueue<?, ?> queue;
    private final List<Meter> meters;
    private boolean late;
    private long lastLine;

    Watched(WriteQueue<?, ?> queue, List<Meter> meters) {
      this.queue = queue;
      this.meters = meters;
    }
  }

  private final MeterRegistry meters;
  private final long ageLimitMs;
  private final LongSupplier nanoClock;
  private final Map<WriteQueue<?, ?>, Watched> watched = new ConcurrentHashMap<>();

  /**
   * Begins to look once a second.
   *
   * @param ageLimitMs a write that has been in a queue for longer is late
   */
  public WriteQueues(Vertx vertx, MeterRegistry meters, long ageLimitMs) {
    this(meters, ageLimitMs, System::nanoTime);
    vertx.setPeriodic(LOOK_MS, fired -> look());
  }

  WriteQueues(MeterRegistry meters, long ageLimitMs, LongSupplier nanoClock) {
    this.meters = meters;
    this.ageLimitMs = ageLimitMs;
    this.nanoClock = nanoClock;
  }

  /** Watches a queue, whose name no other queue of this node has, until it is removed. */
  public void add(WriteQueue<?, ?> queue) {
    Meter length =
        Gauge.builder("eshop.write.queue.length", queue, WriteQueue::length)
            .description("Writes that wait for the database or are being written")
            .tag("queue", queue.name())
            .register(meters);
    Meter oldest =
        Gauge.builder("eshop.write.queue.oldest", queue, q -> q.oldestAgeMs() / 1_000.0)
            .description("Age of the oldest write that is not committed yet")
            .baseUnit("seconds")
            .tag("queue", queue.name())
            .register(meters);
    watched.put(queue, new Watched(queue, List.of(length, oldest)));
  }

  /** Watches it no more. */
  public void remove(WriteQueue<?, ?> queue) {
    Watched known = watched.remove(queue);
    if (known != null) {
      known.meters.forEach(meters::remove);
    }
  }

  /** How long the slowest batch of all queues has been written, in ms; 0 when there is none. */
  public long batchAgeMs() {
    return watched.keySet().stream().mapToLong(WriteQueue::batchAgeMs).max().orElse(0);
  }

  /** Whether no write is late. */
  public boolean areMoving() {
    return watched.keySet().stream().allMatch(queue -> queue.oldestAgeMs() <= ageLimitMs);
  }

  void look() {
    watched.values().forEach(this::look);
  }

  private void look(Watched one) {
    long ageMs = one.queue.oldestAgeMs();
    boolean late = ageMs > ageLimitMs;
    long now = nanoClock.getAsLong();
    if (late && (!one.late || now - one.lastLine >= LINE_NANOS)) {
      one.lastLine = now;
      LOG.warn(
          "write queue {} hangs: the oldest of {} writes has waited for {} s; this node is not ready",
          one.queue.name(),
          one.queue.length(),
          TimeUnit.MILLISECONDS.toSeconds(ageMs));
    } else if (one.late && !late) {
      LOG.info("write queue {} moves again", one.queue.name());
    }
    one.late = late;
  }
}
