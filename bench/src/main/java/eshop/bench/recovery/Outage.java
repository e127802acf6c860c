package eshop.bench.recovery;

import eshop.bench.db.BenchDatabase;
import eshop.bench.db.Preparation;
import eshop.bench.db.SagaTable;
import eshop.bench.load.Load;
import eshop.bench.load.LoadPlan;
import eshop.bench.load.Schedule;
import eshop.bench.load.Tally;
import eshop.bench.mix.Mix;
import eshop.bench.mix.MixOptions;
import eshop.bench.nodes.NodeProcess;
import eshop.bench.nodes.NodeSite;
import eshop.bench.report.Latency;
import eshop.bench.report.RunResult;
import eshop.bench.run.BooksCheck;
import eshop.bench.run.Run;
import eshop.bench.run.Scenario;
import eshop.bench.run.Target;
import eshop.bench.standard.StandardSet;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An outage of the stock service: one node runs everything else, the service has a node of its own
 * on the same database. Orders are submitted while that one is away; then it is started again, as
 * an operator would. Blocks.
 *
 * @param orders how many wait for the service
 * @param ratePerS at which they are submitted, which spreads their retries
 * @param warmupS seconds of full load before, with the service there; not counted
 */
public record Outage(int orders, int ratePerS, int warmupS, long seed, Consumer<String> progress) {
  private static final String SERVICE = "stock";
  private static final List<String> THE_REST =
      List.of("--verticles", "order,coupon,pay,gateway,coordinator");
  private static final int CONNECTIONS = 64;
  private static final int PRODUCTS = 1_000;
  private static final int USERS = 1_000;
  private static final int BACK_LIMIT_S = 300;

  /** Long: an order that has to wait for its acknowledgement is still one that waits for stock. */
  private static final int SUBMIT_LIMIT_MS = 120_000;

  private record Submitted(Tally tally, double seconds) {}

  /** Checks the ranges. */
  public Outage {
    check(orders >= 1 && orders <= 1_000_000, "--orders must be 1 to 1000000");
    check(ratePerS >= 1 && ratePerS <= 100_000, "--rate must be 1 to 100000 a second");
    check(warmupS >= 1 && warmupS <= 3_600, "--warmup must be 1 to 3600 seconds");
  }

  /** Plays it on fresh data. */
  public RecoveryFigure make(Vertx vertx, Path run, List<String> options) throws Exception {
    List<String> rest = Stream.concat(THE_REST.stream(), options.stream()).toList();
    progress.accept("starting a node without stock, and stock beside it");
    try (NodeSite site = new NodeSite(run);
        NodeProcess node = site.start(rest)) {
      Target target = site.target("eshop", node, rest);
      List<String> invalid = new ArrayList<>();
      Mix mix;
      try (NodeProcess service = site.launchService(SERVICE, options)) {
        service.ready();
        invalid.addAll(warmUp(vertx, target).invalid());
        mix = prepare(target.database());
      }
      try (SagaTable sagas = new SagaTable(target.database())) {
        progress.accept("stock is away, submitting %d orders".formatted(orders));
        Submitted submitted = submit(vertx, site.url(), mix, invalid);
        long waiting = submitted.tally().acknowledgedInAll();
        if (sagas.unfinished() != waiting) {
          invalid.add("not all acknowledged orders wait for the service");
        }
        progress.accept("starting stock again");
        try (NodeProcess service = site.launchService(SERVICE, options)) {
          Comeback comeback =
              Comeback.watch(service, site.grpcPort(SERVICE), sagas, waiting, BACK_LIMIT_S);
          return figure(submitted, comeback, sagas, invalid, BooksCheck.by(target.check()));
        }
      }
    }
  }

  private RunResult warmUp(Vertx vertx, Target target) throws Exception {
    LoadPlan plan =
        new LoadPlan(target.url(), CONNECTIONS, 0, 0, warmupS, LoadPlan.DEFAULT_TIMEOUT_MS);
    Scenario scenario = new Scenario(plan, mixOptions(), -1, 1, Scenario.Watch.DEFAULT);
    return new Run(vertx, target.unchecked(), scenario, line -> progress.accept("warm-up, " + line))
        .make();
  }

  private Mix prepare(BenchDatabase database) throws Exception {
    Preparation preparation = new Preparation(database);
    MixOptions options = mixOptions();
    long product = preparation.products(options);
    return new Mix(options, product, preparation.coupons(orders, options.users()));
  }

  private Submitted submit(Vertx vertx, String url, Mix mix, List<String> invalid)
      throws Exception {
    LoadPlan plan = plan(url);
    long start = System.nanoTime();
    Tally tally =
        new Load(vertx, plan, mix, (orderId, intended, counted) -> {})
            .start(Schedule.of(plan, start))
            .toCompletionStage()
            .toCompletableFuture()
            .get(plan.countedS() * 1_000L + 2L * plan.timeoutMs(), TimeUnit.MILLISECONDS);
    if (tally.errorsInAll() > 0) {
      invalid.add("submits failed: " + tally.errors());
    }
    return new Submitted(tally, (System.nanoTime() - start) / 1e9);
  }

  /** As many arrivals as orders, at the rate or a little below. */
  LoadPlan plan(String url) {
    int seconds = Math.max(1, (orders + ratePerS - 1) / ratePerS);
    return new LoadPlan(url, CONNECTIONS, (double) orders / seconds, 0, seconds, SUBMIT_LIMIT_MS);
  }

  private RecoveryFigure figure(
      Submitted submitted,
      Comeback comeback,
      SagaTable sagas,
      List<String> invalid,
      BooksCheck books)
      throws Exception {
    if (!comeback.over()) {
      invalid.add(
          "%d orders not final %d s after the service was started"
              .formatted(sagas.unfinished(), BACK_LIMIT_S));
    }
    books.broken().ifPresent(invalid::add);
    return new RecoveryFigure(
        submitted.tally().acknowledgedInAll(),
        submitted.seconds(),
        Latency.of(submitted.tally().latencyUs()).p99(),
        comeback,
        sagas.byStatus(),
        invalid,
        books.seconds());
  }

  private MixOptions mixOptions() {
    return StandardSet.mixed(PRODUCTS, USERS, seed);
  }

  private static void check(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
