package eshop.bench.floor;

import eshop.bench.load.LoadPlan;
import eshop.bench.load.Schedule;
import eshop.bench.load.Tally;
import eshop.bench.measure.Costs;
import eshop.bench.measure.Meter;
import eshop.bench.measure.Processes;
import eshop.bench.mix.MixOptions;
import eshop.bench.report.Latency;
import eshop.bench.report.RunResult;
import eshop.bench.run.Target;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * The bare writer: the rows of whole orders written straight to the tables, in durable batches,
 * with no services, no HTTP and no transaction manager. No design on this database and these tables
 * can be much faster, so the distance to it is what is left to gain. Its latencies are of batches:
 * acknowledge to the first commit, final to the last.
 *
 * <p>Written per order: the saga, eight branch rows (four steps), four barriers, order and payment;
 * stock, saga and four branch rows are updated. The coupon's own row is not: half of all orders
 * have none.
 *
 * @param writers connections that write at once
 * @param batch orders a transaction
 * @param products 1: hot
 */
public record Floor(int writers, int batch, int products, int warmupS, int countedS) {
  private static final long JOIN_LIMIT_S = 60;

  /** Measures on the target's database server; its schemas are left alone. Blocks. */
  public RunResult measure(Target target) throws Exception {
    AtomicLong done = new AtomicLong();
    Histogram acknowledge = new ConcurrentHistogram(Tally.newHistogram());
    Histogram end = new ConcurrentHistogram(Tally.newHistogram());
    try (FloorSchemas schemas = new FloorSchemas(target.database());
        Meter meter = new Meter(new Processes(target.pids()), target.database())) {
      schemas.addProducts(products);
      LoadPlan plan =
          new LoadPlan("http://floor", writers, 0, warmupS, countedS, LoadPlan.DEFAULT_TIMEOUT_MS);
      Schedule times = Schedule.of(plan, System.nanoTime());
      ExecutorService threads = Executors.newFixedThreadPool(writers);
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        int number = i;
        running.add(
            threads.submit(
                () -> {
                  write(target, number, times, done, acknowledge, end);
                  return null;
                }));
      }
      threads.shutdown();
      TimeUnit.SECONDS.sleep(warmupS);
      long doneFrom = done.get();
      Meter.Reading from = meter.read(0);
      TimeUnit.NANOSECONDS.sleep(times.endNanos() - System.nanoTime());
      Meter.Reading to = meter.read(0);
      double perS = (done.get() - doneFrom) / ((to.atNanos() - from.atNanos()) / 1e9);
      join(running);
      return result(plan, perS, Latency.of(acknowledge), Latency.of(end), done.get(), from, to);
    }
  }

  private void write(
      Target target,
      int number,
      Schedule times,
      AtomicLong done,
      Histogram acknowledge,
      Histogram end)
      throws SQLException {
    try (FloorWriter writer =
        new FloorWriter(target.database().connect(), number, batch, products)) {
      while (!times.over(System.nanoTime())) {
        long start = System.nanoTime();
        List<String> gids = writer.submit();
        long submitted = System.nanoTime();
        writer.finish(gids);
        done.addAndGet(batch);
        if (times.counted(start)) {
          Tally.record(acknowledge, submitted - start);
          Tally.record(end, System.nanoTime() - start);
        }
      }
    }
  }

  private static void join(List<Future<?>> running) throws Exception {
    for (Future<?> one : running) {
      try {
        one.get(JOIN_LIMIT_S, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw new IllegalStateException("the bare writer failed: " + e.getCause(), e);
      }
    }
  }

  private RunResult result(
      LoadPlan plan,
      double perS,
      Latency acknowledge,
      Latency end,
      long all,
      Meter.Reading from,
      Meter.Reading to) {
    String shape = products == 1 ? "hot" : "uniform " + products;
    MixOptions mix =
        new MixOptions(
            products == 1 ? MixOptions.Shape.HOT : MixOptions.Shape.UNIFORM,
            products,
            0,
            0,
            0,
            1,
            0);
    return new RunResult(
        "FLOOR",
        "bare writer, %d x %d, %s".formatted(writers, batch, shape),
        plan.json().put("batch", batch),
        mix.json(),
        List.of(),
        perS,
        perS,
        0,
        0,
        acknowledge,
        new RunResult.FinalLatency("batches", 0, 0, end),
        Map.of("succeed", all),
        Map.of(),
        Costs.between(from, to, perS));
  }
}
