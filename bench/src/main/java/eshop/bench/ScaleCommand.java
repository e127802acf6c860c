package eshop.bench;

import eshop.bench.SessionArguments.Report;
import eshop.bench.scale.ScaleRuns;
import eshop.bench.standard.StandardSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What full tables cost. */
@Command(
    name = "scale",
    description = {
      "Starts a node with empty tables and one with many old orders in them, loads both in turn,"
          + " and compares the cost of an order."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ScaleCommand implements Callable<Integer> {
  @Mixin private NodeArguments node;
  @Mixin private SessionArguments session;

  @Option(
      names = "--preload",
      paramLabel = "ROWS",
      defaultValue = "10000000",
      description = "Old orders: rows in order_record, pay and each barrier (${DEFAULT-VALUE})")
  private long rows;

  @Option(
      names = "--preload-sagas",
      description = "Also their rows in trans_global (1 each) and trans_branch_op (8 each)")
  private boolean sagas;

  @Option(names = "--rounds", defaultValue = "3", description = "Of both (${DEFAULT-VALUE})")
  private int rounds;

  @Option(names = "--quick", description = "Short runs: no figures to publish")
  private boolean quick;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    StandardSet set = quick ? StandardSet.QUICK : StandardSet.FULL;
    return session.run(
        spec,
        (vertx, console) -> {
          ScaleRuns.Results results =
              new ScaleRuns(set, rows, sagas, rounds, session.seed(), console::progress)
                  .make(vertx, node.script(), node.options());
          return new Report(results.runs(), List.of(results.figure()), results.figure().valid());
        });
  }
}
