package eshop.bench.scale;

import eshop.bench.mix.MixOptions;
import eshop.bench.nodes.NodeProcess;
import eshop.bench.nodes.NodeSite;
import eshop.bench.report.RunResult;
import eshop.bench.run.BooksCheck;
import eshop.bench.run.Run;
import eshop.bench.run.Target;
import eshop.bench.standard.StandardSet;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The closed loop of the usual mix on a node with empty tables and on one with full ones, in turn,
 * both running all the time. Orders come from all users who have old ones, so they reach all of the
 * user indexes. The books are audited once, at the end of each node: they tell of all its runs.
 * Blocks.
 *
 * @param rows old orders in the full tables
 * @param sagas whether the transaction manager's tables are full too
 */
public record ScaleRuns(
    StandardSet set, long rows, boolean sagas, int rounds, long seed, Consumer<String> progress) {
  private static final int PRODUCTS = 1_000;
  private static final int ORDERS_PER_USER = 10;
  private static final int USERS_LEAST = 1_000;
  private static final int USERS_MOST = 1_000_000;

  /** Checks the ranges. */
  public ScaleRuns {
    check(rows >= 1 && rows <= Preload.ROWS_MAX, "--preload must be 1 to " + Preload.ROWS_MAX);
    check(rounds >= 1 && rounds <= 100, "--rounds must be 1 to 100");
  }

  /** All runs, in the order made, and what they say together. */
  public record Results(List<RunResult> runs, ScaleFigure figure) {}

  private record Preloaded(double seconds, Preload.Size size) {}

  /** Makes everything. */
  public Results make(Vertx vertx, Path run, List<String> options) throws Exception {
    try (NodeSite empty = new NodeSite(run);
        NodeSite full = new NodeSite(run)) {
      Preloaded preloaded = preload(full, options);
      progress.accept("starting both nodes");
      try (NodeProcess emptyNode = empty.start(options);
          NodeProcess fullNode = full.start(options)) {
        Target a = empty.target("empty", emptyNode, options);
        Target b = full.target("full", fullNode, options);
        List<RunResult> runs = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
          for (Target target : List.of(a, b)) {
            runs.add(run(vertx, target.unchecked(), round));
          }
        }
        return new Results(runs, figure(runs, preloaded, audit(List.of(a, b))));
      }
    }
  }

  /** The node is stopped then: what is left to write is written before anything is measured. */
  private Preloaded preload(NodeSite site, List<String> options) throws Exception {
    progress.accept("preloading %d orders".formatted(rows));
    try (NodeProcess node = site.launch(options)) {
      node.ready();
      Preload preload =
          new Preload(site.database(), rows, users(), sagas, System.currentTimeMillis(), progress);
      long start = System.nanoTime();
      preload.fill();
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Preloaded(seconds, preload.size());
    }
  }

  private RunResult run(Vertx vertx, Target target, int round) throws Exception {
    MixOptions mix = StandardSet.mixed(PRODUCTS, users(), seed + round);
    return new Run(vertx, target, set.closedMixed(target.url(), mix, round == 0), progress).make();
  }

  private List<String> audit(List<Target> targets) throws Exception {
    List<String> broken = new ArrayList<>();
    for (Target target : targets) {
      BooksCheck books = BooksCheck.by(target.check());
      progress.accept("%s: books audited in %.1f s".formatted(target.name(), books.seconds()));
      books.broken().ifPresent(reason -> broken.add(target.name() + ": " + reason));
    }
    return broken;
  }

  private ScaleFigure figure(List<RunResult> runs, Preloaded preloaded, List<String> broken) {
    List<String> invalid = new ArrayList<>(broken);
    runs.forEach(run -> invalid.addAll(run.invalid()));
    return new ScaleFigure(
        rows,
        preloaded.seconds(),
        preloaded.size().tablesMib(),
        preloaded.size().bufferPoolMib(),
        runs.stream().filter(run -> run.system().equals("empty")).toList(),
        runs.stream().filter(run -> run.system().equals("full")).toList(),
        invalid);
  }

  private int users() {
    return (int) Math.max(USERS_LEAST, Math.min(USERS_MOST, rows / ORDERS_PER_USER));
  }

  private static void check(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
