package eshop.bench;

import eshop.bench.load.LoadPlan;
import eshop.bench.report.RunResult;
import eshop.bench.run.Run;
import eshop.bench.run.Scenario;
import eshop.bench.run.Target;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One run on one running server. */
@Command(
    name = "load",
    description = "Makes one run on a running server.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class LoadCommand implements Callable<Integer> {
  @Option(names = "--url", defaultValue = "http://127.0.0.1:8080", description = "${DEFAULT-VALUE}")
  private String url;

  @Option(names = "--name", defaultValue = "eshop", description = "Of the system, for the table")
  private String name;

  @Option(
      names = "--connections",
      defaultValue = "64",
      description = "Closed loop: clients. Open loop: connections at most (${DEFAULT-VALUE})")
  private int connections;

  @Option(
      names = "--rate",
      defaultValue = "0",
      description = "Open loop: so many orders a second at fixed times; 0: closed loop")
  private double ratePerS;

  @Option(names = "--warmup", defaultValue = "10", description = "Seconds not counted")
  private int warmupS;

  @Option(names = "--seconds", defaultValue = "30", description = "Seconds counted")
  private int countedS;

  @Option(names = "--timeout", defaultValue = "30000", description = "Of a request, ms")
  private int timeoutMs;

  @Mixin private MixArguments mix;

  @Option(
      names = "--prepare-coupons",
      defaultValue = "-1",
      description = "How many; -1: by the rate, or for 6000 orders/s in a closed loop")
  private int coupons;

  @Option(
      names = "--first-product",
      defaultValue = "1",
      description = "Without --jdbc: id of the first product that is there")
  private long firstProduct;

  @Mixin private DatabaseOptions database;

  @Option(
      names = "--watch-share",
      defaultValue = "0.1",
      description = "Share of orders whose final latency is measured (${DEFAULT-VALUE})")
  private double watchShare;

  @Option(names = "--watch-ms", defaultValue = "5", description = "Between looks at those")
  private double watchMs;

  @Option(names = "--drain", defaultValue = "60", description = "Seconds for the last to be final")
  private int drainS;

  @Option(names = "--pid", paramLabel = "NAME=PID", description = "A process whose CPU is reported")
  private Map<String, Long> pids = new LinkedHashMap<>();

  @Option(
      names = "--check",
      paramLabel = "COMMAND",
      description = "Audits the books after the run; a failure makes the run invalid")
  private String check;

  @Option(names = "--out", paramLabel = "FILE", description = "All figures as JSON")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Scenario scenario =
        new Scenario(
            new LoadPlan(url, connections, ratePerS, warmupS, countedS, timeoutMs),
            mix.options(),
            coupons,
            firstProduct,
            new Scenario.Watch(watchShare, watchMs, drainS));
    Target target = new Target(name, url, database.database(), pids, check);
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try {
      RunResult result = new Run(vertx, target, scenario, console::progress).make();
      console.report(List.of(result), List.of(), out);
      return result.valid() ? 0 : 1;
    } finally {
      vertx.close();
    }
  }
}
