package eshop.bench.run;

import eshop.bench.db.Preparation;
import eshop.bench.finality.ApiFinality;
import eshop.bench.finality.Finality;
import eshop.bench.finality.TableFinality;
import eshop.bench.load.Load;
import eshop.bench.load.LoadPlan;
import eshop.bench.load.Schedule;
import eshop.bench.load.Tally;
import eshop.bench.measure.Costs;
import eshop.bench.measure.Meter;
import eshop.bench.measure.Processes;
import eshop.bench.mix.CouponRange;
import eshop.bench.mix.Mix;
import eshop.bench.mix.MixOptions;
import eshop.bench.report.Latency;
import eshop.bench.report.RunResult;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One scenario on one server, from preparing its goods to checking its books. Blocks its own
 * thread; the load has an event loop.
 */
public final class Run {
  private static final long DRAIN_LOOK_MS = 50;

  private final Vertx vertx;
  private final Target target;
  private final Scenario scenario;
  private final Consumer<String> progress;
  private Mix mix;

  /** What was read at one end of the counted seconds. */
  private record Mark(long atNanos, long finished, Meter.Reading reading) {}

  /**
   * A run that is not started.
   *
   * @param progress takes a line when a phase begins
   */
  public Run(Vertx vertx, Target target, Scenario scenario, Consumer<String> progress) {
    this.vertx = vertx;
    this.target = target;
    this.scenario = scenario;
    this.progress = progress;
  }

  /** Makes the run. */
  public RunResult make() throws Exception {
    progress.accept("%s: %s".formatted(target.name(), scenario.describe()));
    mix = prepare();
    try (Meter meter = new Meter(new Processes(target.pids()), target.database());
        Finality finality = finality()) {
      return measure(meter, finality);
    }
  }

  private RunResult measure(Meter meter, Finality finality) throws Exception {
    LoadPlan plan = scenario.plan();
    Schedule times = Schedule.of(plan, System.nanoTime());
    var ended =
        new Load(vertx, plan, mix, finality).start(times).toCompletionStage().toCompletableFuture();
    sleepUntil(times.countFromNanos());
    Mark from = markStart(meter, finality);
    sleepUntil(times.endNanos());
    Mark to = markEnd(meter, finality);
    Tally tally = ended.get(2L * plan.timeoutMs(), TimeUnit.MILLISECONDS);
    long left = drain(finality, tally);
    double drainS = (System.nanoTime() - times.endNanos()) / 1e9;
    double seconds = (to.atNanos() - from.atNanos()) / 1e9;
    double finalPerS = (to.finished() - from.finished()) / seconds;
    List<String> invalid = invalid(finality, tally, left);
    BooksCheck books = BooksCheck.by(target.check());
    books.broken().ifPresent(invalid::add);
    return new RunResult(
        target.name(),
        scenario.describe(),
        plan.json(),
        scenario.mix().json(),
        invalid,
        finalPerS,
        tally.latencyUs().getTotalCount() / (double) plan.countedS(),
        drainS,
        books.seconds(),
        Latency.of(tally.latencyUs()),
        new RunResult.FinalLatency(
            finality.how(),
            finality.resolutionMs(),
            finality.unwatched(),
            Latency.of(finality.latencyUs())),
        finality.byStatus(),
        tally.errors(),
        Costs.between(from.reading(), to.reading(), finalPerS));
  }

  /** The count first: what it costs the database is before the costs are read. */
  private static Mark markStart(Meter meter, Finality finality) throws Exception {
    long now = System.nanoTime();
    long finished = finality.finished();
    return new Mark(now, finished, meter.read(finality.ownLooks()));
  }

  /** The costs first, for the same reason. */
  private static Mark markEnd(Meter meter, Finality finality) throws Exception {
    Meter.Reading reading = meter.read(finality.ownLooks());
    long now = System.nanoTime();
    return new Mark(now, finality.finished(), reading);
  }

  private Mix prepare() throws Exception {
    MixOptions options = scenario.mix();
    if (target.database() == null) {
      return new Mix(options, scenario.firstProduct(), CouponRange.NONE);
    }
    Preparation preparation = new Preparation(target.database());
    CouponRange coupons = preparation.coupons(scenario.couponsToPrepare(), options.users());
    return new Mix(options, preparation.products(options), coupons);
  }

  private Finality finality() throws Exception {
    Scenario.Watch watch = scenario.watch();
    return target.database() == null
        ? new ApiFinality(vertx, target.url(), (long) Math.ceil(watch.pauseMs()))
        : new TableFinality(
            target.database(), watch.share(), watch.pauseMs(), scenario.mix().seed());
  }

  /** The number of orders that are still not final at the deadline. */
  private long drain(Finality finality, Tally tally) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(scenario.watch().drainS());
    long left = finality.unfinished(tally.acknowledgedInAll());
    while (left > 0 && System.nanoTime() - deadline < 0) {
      TimeUnit.MILLISECONDS.sleep(DRAIN_LOOK_MS);
      left = finality.unfinished(tally.acknowledgedInAll());
    }
    return left;
  }

  private List<String> invalid(Finality finality, Tally tally, long left) throws Exception {
    List<String> reasons = new ArrayList<>();
    if (tally.latencyUs().getTotalCount() == 0) {
      reasons.add("no order was acknowledged in the counted seconds");
    }
    if (left > 0) {
      reasons.add(
          "%d orders not final %d s after the load".formatted(left, scenario.watch().drainS()));
    }
    if (finality.finished() < tally.acknowledgedInAll() - finality.unwatched() - left) {
      reasons.add("orders were acknowledged and are not in the tables");
    }
    if (mix.missingCoupons() > 0) {
      reasons.add(
          "%d orders found no coupon left: prepare more with --prepare-coupons"
              .formatted(mix.missingCoupons()));
    }
    return reasons;
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    long left = nanos - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }
}
