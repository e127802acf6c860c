package eshop.bench.standard;

import eshop.bench.measure.ProcStat;
import eshop.bench.nodes.FirstOrder;
import eshop.bench.nodes.NodeProcess;
import eshop.bench.nodes.NodeSite;
import eshop.bench.report.Figure;
import eshop.bench.report.RunResult;
import eshop.bench.report.StartFigure;
import eshop.bench.run.Run;
import eshop.bench.run.Scenario;
import eshop.bench.run.Target;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes the standard set on a fresh node, and in turn with another server when one is given: A, B,
 * A, B for each scenario, so that both see the same moods of the machine. The floor comes last, on
 * the node's database. Blocks.
 *
 * @param seed of the first round; each further round takes the next
 */
public record Rounds(StandardSet set, int rounds, long seed, Consumer<String> progress) {
  private static final int FIRST_ORDER_LIMIT_S = 120;
  private static final double KIB_PER_MIB = 1_024;

  /** All runs, in the order made, and how the node started. */
  public record Results(List<RunResult> runs, Figure start) {}

  /** How a start went, before the load. */
  private record Started(double readyS, double firstFinalS, double rssMib) {}

  /**
   * Makes everything.
   *
   * @param run the script that starts a node
   * @param options further options of the node
   * @param other null for none
   */
  public Results make(Vertx vertx, Path run, List<String> options, Target other) throws Exception {
    try (NodeSite site = new NodeSite(run)) {
      progress.accept("starting a node once for its database, then for the start figure");
      site.start(options).close();
      try (NodeProcess node = site.launch(options)) {
        Started started = started(site, node);
        List<Target> targets = new ArrayList<>(List.of(site.target("eshop", node, options)));
        if (other != null) {
          targets.add(other);
        }
        List<RunResult> results = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
          results.addAll(round(vertx, targets, round));
        }
        StartFigure start =
            new StartFigure(
                started.readyS(), started.firstFinalS(), started.rssMib(), rssMib(node));
        progress.accept("the bare writer");
        results.add(set.floor().measure(targets.get(0)));
        return new Results(results, start);
      }
    }
  }

  /** The order waits at the door from the first moment: it is there when the gateway opens. */
  private static Started started(NodeSite site, NodeProcess node)
      throws IOException, InterruptedException {
    FirstOrder.await(site.url(), FIRST_ORDER_LIMIT_S);
    double firstFinalS = secondsSince(node.launchedNanos());
    node.ready();
    return new Started(secondsSince(node.launchedNanos()), firstFinalS, rssMib(node));
  }

  private List<RunResult> round(Vertx vertx, List<Target> targets, int round) throws Exception {
    List<RunResult> results = new ArrayList<>();
    boolean cold = round == 0;
    int scenarios = set.scenarios(targets.get(0).url(), seed, cold).size();
    for (int i = 0; i < scenarios; i++) {
      for (Target target : targets) {
        Scenario scenario = set.scenarios(target.url(), seed + round, cold).get(i);
        results.add(new Run(vertx, target, scenario, progress).make());
      }
    }
    return results;
  }

  private static double rssMib(NodeProcess node) throws IOException {
    return ProcStat.of(node.pids().get("node")).rssKib() / KIB_PER_MIB;
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }
}
