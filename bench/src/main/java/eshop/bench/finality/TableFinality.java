package eshop.bench.finality;

import eshop.bench.db.BenchDatabase;
import eshop.bench.db.SagaTable;
import eshop.bench.load.Tally;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Finality by the transaction manager's table, over JDBC: counts are of all orders, latencies of a
 * share of them, chosen by a seed and not by how fast they were. One thread looks at all watched
 * orders with one statement again and again; with more than a few, it pauses at least as long as
 * the look took, so that watching never takes more than half of one connection. An order is first
 * looked at when it is nearly as old as the fastest tenth were when they became final: looks before
 * that could find nothing, and would only take the processor from what they wait for.
 *
 * <p>A latency is the time at which a look had found the order final, so it is too long by half of
 * the time from one look to the next, on average.
 */
public final class TableFinality implements Finality {
  private static final int MAX_WATCHED = 4_096;
  private static final int MAX_PER_LOOK = 500;
  private static final long IDLE_MS = 50;

  /** How much sooner than the fastest tenth so far an order is looked at. */
  private static final double SOONER = 0.8;

  private static final double FASTEST_PERCENT = 10;

  /** So many orders have to be final between two estimates of that age. */
  private static final int ENOUGH = 20;

  /** So many are looked at without a rest for the database. */
  private static final int FEW = 8;

  private static final double NANOS_PER_US = 1e3;
  private static final double NANOS_PER_MS = 1e6;
  private static final long CLOSE_LIMIT_MS = 5_000;

  private final SagaTable counts;
  private final SagaTable looks;
  private final double share;
  private final long pauseNanos;
  private final Random random;
  private final BlockingQueue<Watched> arriving = new ArrayBlockingQueue<>(MAX_WATCHED);
  private final Map<String, Watched> watched = new LinkedHashMap<>();
  private final Histogram latencyUs = Tally.newHistogram();
  private final Thread thread = new Thread(this::watch, "final-watch");
  private volatile boolean closed;
  private volatile String failure;
  private volatile long lookCount;
  private volatile long lookNanos;
  private volatile int open;
  private long firstLookNanos;
  private long unwatched;

  private record Watched(String gid, long intendedNanos) {}

  /**
   * Starts to watch.
   *
   * @param share of the counted orders, 0 to 1
   * @param pauseMs between two looks
   */
  public TableFinality(BenchDatabase database, double share, double pauseMs, long seed)
      throws SQLException {
    this.counts = new SagaTable(database);
    this.looks = new SagaTable(database);
    this.share = share;
    this.pauseNanos = (long) (pauseMs * NANOS_PER_MS);
    this.random = new Random(seed);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void order(String orderId, long intendedNanos, boolean counted) {
    if (counted
        && random.nextDouble() < share
        && !arriving.offer(new Watched(orderId, intendedNanos))) {
      unwatched++;
    }
  }

  @Override
  public long finished() throws SQLException {
    return counts.finished();
  }

  /** Also waits for the rows of acknowledged orders that are not there, which must not be. */
  @Override
  public long unfinished(long acknowledged) throws SQLException {
    if (failure != null) {
      throw new SQLException("watching failed: " + failure);
    }
    long unfinished = counts.unfinished();
    if (unfinished == 0) {
      unfinished = Math.max(0, acknowledged - counts.finished());
    }
    return Math.max(unfinished, open + arriving.size());
  }

  @Override
  public Map<String, Long> byStatus() throws SQLException {
    return counts.byStatus();
  }

  @Override
  public Histogram latencyUs() {
    return latencyUs;
  }

  @Override
  public long unwatched() {
    return unwatched;
  }

  @Override
  public long ownLooks() {
    return lookCount;
  }

  @Override
  public double resolutionMs() {
    return lookCount == 0 ? pauseNanos / 1e6 : lookNanos / 1e6 / lookCount;
  }

  @Override
  public String how() {
    return "tables";
  }

  @Override
  public void close() throws SQLException {
    closed = true;
    thread.interrupt();
    try {
      thread.join(CLOSE_LIMIT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    looks.close();
    counts.close();
  }

  private void watch() {
    try {
      while (!closed) {
        takeArrivals();
        if (!watched.isEmpty()) {
          look();
        }
      }
    } catch (SQLException e) {
      failure = e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void takeArrivals() throws InterruptedException {
    List<Watched> taken = new ArrayList<>();
    if (watched.isEmpty()) {
      Watched first = arriving.poll(IDLE_MS, TimeUnit.MILLISECONDS);
      if (first == null) {
        return;
      }
      taken.add(first);
    }
    arriving.drainTo(taken, MAX_WATCHED - watched.size());
    taken.forEach(one -> watched.put(one.gid(), one));
    open = watched.size();
  }

  /**
   * Looks once at every watched order that is old enough, then pauses. Parked, because a sleep
   * lasts whole milliseconds in JDK 17.
   */
  private void look() throws SQLException {
    long start = System.nanoTime();
    List<String> gids = oldEnough(start);
    if (gids.isEmpty()) {
      LockSupport.parkNanos(untilOneIsOldEnough(start));
      return;
    }
    for (int from = 0; from < gids.size(); from += MAX_PER_LOOK) {
      List<String> some = gids.subList(from, Math.min(gids.size(), from + MAX_PER_LOOK));
      List<String> found = looks.finalOf(some);
      long now = System.nanoTime();
      found.forEach(gid -> ended(now - watched.remove(gid).intendedNanos()));
      count();
    }
    open = watched.size();
    long rest = gids.size() > FEW ? System.nanoTime() - start : 0;
    LockSupport.parkNanos(Math.max(pauseNanos, rest));
    lookNanos = lookNanos + System.nanoTime() - start;
  }

  private List<String> oldEnough(long now) {
    List<String> gids = new ArrayList<>();
    for (Watched one : watched.values()) {
      if (now - one.intendedNanos() >= firstLookNanos) {
        gids.add(one.gid());
      }
    }
    return gids;
  }

  private long untilOneIsOldEnough(long now) {
    long left = TimeUnit.MILLISECONDS.toNanos(IDLE_MS);
    for (Watched one : watched.values()) {
      left = Math.min(left, firstLookNanos - (now - one.intendedNanos()));
    }
    return Math.max(0, left);
  }

  private void ended(long nanos) {
    Tally.record(latencyUs, nanos);
    if (latencyUs.getTotalCount() % ENOUGH == 0) {
      long fastestUs = latencyUs.getValueAtPercentile(FASTEST_PERCENT);
      firstLookNanos = (long) (fastestUs * NANOS_PER_US * SOONER);
    }
  }

  private synchronized void count() {
    lookCount++;
  }
}
