package eshop.bench;

import eshop.bench.report.RunResult;
import eshop.bench.standard.Rounds;
import eshop.bench.standard.StandardSet;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
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

  @Option(names = "--quick", description = "A minute instead of five: no figures to publish")
  private boolean quick;

  @Option(names = "--rounds", defaultValue = "1", description = "Of the whole set")
  private int rounds;

  @Option(names = "--seed", defaultValue = "1", description = "Of the first round")
  private long seed;

  @Mixin private AgainstOptions against;

  @Option(names = "--out", paramLabel = "FILE", description = "All figures as JSON")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try {
      StandardSet set = quick ? StandardSet.QUICK : StandardSet.FULL;
      Rounds.Results results =
          new Rounds(set, rounds, seed, console::progress)
              .make(vertx, node.script(), node.options(), against.target());
      console.report(results.runs(), List.of(results.start()), out);
      return results.runs().stream().allMatch(RunResult::valid) ? 0 : 1;
    } finally {
      vertx.close();
    }
  }
}
