package eshop.bench.standard;

import eshop.bench.report.RunResult;
import eshop.bench.run.Run;
import eshop.bench.run.Scenario;
import eshop.bench.run.Target;
import io.vertx.core.Vertx;
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
  /**
   * All runs, in the order made.
   *
   * @param run the script that starts a node
   * @param options further options of the node
   * @param other null for none
   */
  public List<RunResult> make(Vertx vertx, Path run, List<String> options, Target other)
      throws Exception {
    progress.accept("starting a node with fresh data");
    try (NodeProcess node = NodeProcess.start(run, options)) {
      List<Target> targets = new ArrayList<>(List.of(node.target("eshop")));
      if (other != null) {
        targets.add(other);
      }
      List<RunResult> results = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        results.addAll(round(vertx, targets, seed + round));
      }
      progress.accept("the bare writer");
      results.add(set.floor().measure(targets.get(0)));
      return results;
    }
  }

  private List<RunResult> round(Vertx vertx, List<Target> targets, long roundSeed)
      throws Exception {
    List<RunResult> results = new ArrayList<>();
    int scenarios = set.scenarios(targets.get(0).url(), roundSeed).size();
    for (int i = 0; i < scenarios; i++) {
      for (Target target : targets) {
        Scenario scenario = set.scenarios(target.url(), roundSeed).get(i);
        results.add(new Run(vertx, target, scenario, progress).make());
      }
    }
    return results;
  }
}
