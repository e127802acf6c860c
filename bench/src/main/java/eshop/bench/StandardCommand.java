package eshop.bench;

import eshop.bench.SessionArguments.Report;
import eshop.bench.report.RunResult;
import eshop.bench.standard.Rounds;
import eshop.bench.standard.StandardSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code ./run bench} starts: the standard set on a fresh node. */
@Command(
    name = "standard",
    description = "Starts a fresh node, loads it with the standard set, and writes the floor.",
    footer = "./run bench recovery and ./run bench scale measure two more; --help lists theirs.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class StandardCommand implements Callable<Integer> {
  @Mixin private NodeArguments node;
  @Mixin private SessionArguments session;

  @Option(names = "--quick", description = "A minute instead of five: no figures to publish")
  private boolean quick;

  @Option(names = "--rounds", defaultValue = "1", description = "Of the whole set")
  private int rounds;

  @Mixin private AgainstOptions against;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    StandardSet set = quick ? StandardSet.QUICK : StandardSet.FULL;
    return session.run(
        spec,
        (vertx, console) -> {
          Rounds.Results results =
              new Rounds(set, rounds, session.seed(), console::progress)
                  .make(vertx, node.script(), node.options(), against.target());
          boolean valid = results.runs().stream().allMatch(RunResult::valid);
          return new Report(results.runs(), List.of(results.start()), valid);
        });
  }
}
