package eshop.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The load generator's entry; exit status 1 when a run is invalid or cannot be made. */
@Command(
    name = "eshop-bench",
    description = "Load from outside, over HTTP, on any server with the submit API.",
    mixinStandardHelpOptions = true,
    subcommands = {
      LoadCommand.class,
      FloorCommand.class,
      StandardCommand.class,
      RecoveryCommand.class,
      ScaleCommand.class
    })
public final class BenchMain {
  private BenchMain() {}

  /** Runs one command. */
  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  static int execute(String... arguments) {
    CommandLine commandLine = new CommandLine(new BenchMain());
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              Console console = new Console(commandLine.getOut(), commandLine.getErr());
              console.progress(
                  failure instanceof IllegalArgumentException
                      ? failure.getMessage()
                      : failure.toString());
              return 1;
            })
        .execute(arguments);
  }
}
