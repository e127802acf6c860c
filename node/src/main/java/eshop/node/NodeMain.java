package eshop.node;

import eshop.node.demo.DemoCommand;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The process's entry: reads the command line, starts what it names, and turns every failure into
 * one line and exit status 1.
 */
@Command(
    name = "eshop",
    description = "Starts one node of eshop: an order system on Vert.x and dtm.",
    mixinStandardHelpOptions = true,
    version = "eshop 0.1.0",
    sortOptions = false,
    subcommands = {DemoCommand.class, CheckCommand.class, ClusterCommand.class})
public final class NodeMain implements Callable<Integer> {
  /** The node runs on in its own threads: the process must not be ended. */
  static final int RUNNING = -1;

  static {
    System.setProperty(
        "vertx.logger-delegate-factory-class-name",
        "io.vertx.core.logging.SLF4JLogDelegateFactory");
    System.setProperty("hazelcast.logging.type", "slf4j");
  }

  @Mixin private NodeOptions options;

  @Spec private CommandSpec spec;

  /** Ends the process with 0 for success and 1 for any failure; a started node runs on. */
  public static void main(String[] arguments) {
    int status = execute(arguments);
    if (status != RUNNING) {
      System.exit(status);
    }
  }

  static int execute(String... arguments) {
    CommandLine commandLine = new CommandLine(new NodeMain());
    Console console = new Console(commandLine.getOut(), commandLine.getErr());
    return commandLine
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              console.failure(failure);
              return 1;
            })
        .setParameterExceptionHandler(
            (failure, parsed) -> {
              PrintWriter err = failure.getCommandLine().getErr();
              err.println("eshop: " + failure.getMessage() + " (./run --help lists all options)");
              err.flush();
              return 1;
            })
        .execute(arguments);
  }

  @Override
  public Integer call() {
    new StartCommand(new Console(spec.commandLine().getOut(), spec.commandLine().getErr()))
        .run(options.toConfig(System.getenv()));
    return RUNNING;
  }
}
