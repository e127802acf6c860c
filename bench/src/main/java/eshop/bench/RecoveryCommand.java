package eshop.bench;

import eshop.bench.SessionArguments.Report;
import eshop.bench.recovery.Outage;
import eshop.bench.recovery.RecoveryFigure;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How long orders that waited for a service take once it is back. */
@Command(
    name = "recovery",
    description = {
      "Starts a node without the stock service and lets orders wait for it, then starts the"
          + " service, and measures until the last order is final."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class RecoveryCommand implements Callable<Integer> {
  @Mixin private NodeArguments node;
  @Mixin private SessionArguments session;

  @Option(
      names = "--orders",
      defaultValue = "10000",
      description = "That wait for the service (${DEFAULT-VALUE})")
  private int orders;

  @Option(
      names = "--rate",
      defaultValue = "500",
      description = "At which they are submitted, a second (${DEFAULT-VALUE})")
  private int ratePerS;

  @Option(
      names = "--warmup",
      defaultValue = "20",
      description = "Seconds of full load before, with the service there (${DEFAULT-VALUE})")
  private int warmupS;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return session.run(
        spec,
        (vertx, console) -> {
          RecoveryFigure figure =
              new Outage(orders, ratePerS, warmupS, session.seed(), console::progress)
                  .make(vertx, node.script(), node.options());
          return new Report(List.of(), List.of(figure), figure.valid());
        });
  }
}
