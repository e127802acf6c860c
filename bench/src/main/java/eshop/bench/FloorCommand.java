package eshop.bench;

import eshop.bench.floor.Floor;
import eshop.bench.run.Target;
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

/** The bare writer on the database of a server, for comparison. */
@Command(
    name = "floor",
    description = "Writes the rows of whole orders straight to copies of the tables.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class FloorCommand implements Callable<Integer> {
  @Option(names = "--writers", defaultValue = "4", description = "Connections (${DEFAULT-VALUE})")
  private int writers;

  @Option(names = "--batch", defaultValue = "64", description = "Orders a transaction")
  private int batch;

  @Option(names = "--products", defaultValue = "1", description = "1: all orders for one product")
  private int products;

  @Option(names = "--warmup", defaultValue = "5", description = "Seconds not counted")
  private int warmupS;

  @Option(names = "--seconds", defaultValue = "15", description = "Seconds counted")
  private int countedS;

  @Mixin private DatabaseOptions database;

  @Option(names = "--pid", paramLabel = "NAME=PID", description = "A process whose CPU is reported")
  private Map<String, Long> pids = new LinkedHashMap<>();

  @Option(names = "--out", paramLabel = "FILE", description = "All figures as JSON")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Target target = new Target("FLOOR", "", database.database(), pids, null);
    if (target.database() == null) {
      throw new IllegalArgumentException("the floor needs --jdbc");
    }
    new Console(spec.commandLine().getOut(), spec.commandLine().getErr())
        .report(
            List.of(new Floor(writers, batch, products, warmupS, countedS).measure(target)),
            List.of(),
            out);
    return 0;
  }
}
