package eshop.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How the nodes of a command are started. */
final class NodeArguments {
  @Option(
      names = "--node",
      paramLabel = "SCRIPT",
      defaultValue = "./run",
      description = "Starts a node (${DEFAULT-VALUE})")
  private Path script;

  @Option(
      names = "--node-option",
      paramLabel = "OPTION",
      description = "Handed to the node, as in --node-option=--set=stock.database.poolSize=4")
  private List<String> options = new ArrayList<>();

  Path script() {
    return script;
  }

  List<String> options() {
    return options;
  }
}
