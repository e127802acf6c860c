package eshop.bench;

import eshop.bench.report.Figure;
import eshop.bench.report.RunResult;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * What the commands that start their own nodes share: the seed, the report and the load's Vert.x.
 */
final class SessionArguments {
  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of the first round; equal seeds send equal orders (${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--out", paramLabel = "FILE", description = "All figures as JSON")
  private Path out;

  /**
   * What was measured.
   *
   * @param valid whether it counts
   */
  record Report(List<RunResult> runs, List<? extends Figure> figures, boolean valid) {}

  /** The measuring itself; blocks. */
  @FunctionalInterface
  interface Work {
    Report make(Vertx vertx, Console console) throws Exception;
  }

  long seed() {
    return seed;
  }

  /** Measures and reports. Returns the exit code: 0 for figures that count. */
  int run(CommandSpec spec, Work work) throws Exception {
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try {
      Report report = work.make(vertx, console);
      console.report(report.runs(), report.figures(), out);
      return report.valid() ? 0 : 1;
    } finally {
      vertx.close();
    }
  }
}
