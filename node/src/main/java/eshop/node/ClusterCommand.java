package eshop.node;

import eshop.mariadb.EmbeddedMariaDb;
import eshop.platform.config.ConfigException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Several nodes on this machine, each a process of its own with all parts, behind the same ports.
 * The first brings the embedded database and ends last; the others use it. A node that dies is
 * reported and the others go on.
 */
@Command(
    name = "cluster",
    description = "Starts several nodes on this machine that share their ports (Linux on x86-64).",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ClusterCommand implements Callable<Integer> {
  /** The members that cluster.xml lists. */
  private static final int NODES_MAX = 4;

  @Parameters(paramLabel = "NODES", defaultValue = "3", description = "1 to 4 (default 3)")
  private int nodes;

  @Mixin private NodeOptions options;

  @Spec private CommandSpec spec;

  private final List<NodeChild> started = new ArrayList<>();
  private volatile boolean ending;

  @Override
  public Integer call() throws IOException {
    if (nodes < 1 || nodes > NODES_MAX) {
      throw new ConfigException("cluster: NODES must be 1 to " + NODES_MAX + ", was " + nodes);
    }
    NodeConfig config = options.toConfig(System.getenv());
    if (config.database().embedded() && config.database().port() == 0) {
      throw new ConfigException("database.port must not be 0: all nodes use the first one's");
    }
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    Runtime.getRuntime().addShutdownHook(new Thread(this::endAll, "eshop-cluster-shutdown"));
    if (!serve(console, config)) {
      endAll();
      return 1;
    }
    awaitAll();
    return 1;
  }

  /** One after another: the first brings the database up to date, and each finds a cluster. */
  private boolean serve(Console console, NodeConfig config) throws IOException {
    for (int number = 1; number <= nodes; number++) {
      if (!start(console, config, number).ready().join()) {
        return false;
      }
    }
    console.line("cluster of %d nodes is ready. Ctrl-C ends everything.".formatted(nodes));
    return true;
  }

  private NodeChild start(Console console, NodeConfig config, int number) throws IOException {
    synchronized (started) {
      if (ending) {
        throw new IOException("told to end while starting");
      }
      NodeChild node =
          NodeChild.start(
              "node" + number,
              arguments(config, number),
              environment(config, number),
              console,
              status -> report(console, number, status));
      started.add(node);
      return node;
    }
  }

  private void report(Console console, int number, int status) {
    if (!ending) {
      console.line("node%d has ended with status %d".formatted(number, status));
    }
  }

  /** What was given on the command line, and over it what differs from node to node. */
  private List<String> arguments(NodeConfig config, int number) {
    List<String> arguments = new ArrayList<>();
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      for (String value : option.originalStringValues()) {
        arguments.addAll(List.of(option.longestName(), value));
      }
    }
    differing(config, number)
        .forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    return arguments;
  }

  private static Map<String, Object> differing(NodeConfig config, int number) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("cluster.reusePort", true);
    keys.put("management.port", next(config.management().port(), number));
    keys.put("cluster.port", next(config.cluster().port(), number));
    if (number > 1 && config.database().embedded()) {
      keys.put("database.embedded", false);
      keys.put("database.user", EmbeddedMariaDb.USER);
    }
    return keys;
  }

  private static int next(int firstPort, int number) {
    return firstPort == 0 ? 0 : firstPort + number - 1;
  }

  private static Map<String, String> environment(NodeConfig config, int number) {
    return number > 1 && config.database().embedded()
        ? Map.of("ESHOP_DATABASE_PASSWORD", EmbeddedMariaDb.passwordOf(config.databaseDir()))
        : Map.of();
  }

  private void awaitAll() {
    List<NodeChild> all;
    synchronized (started) {
      all = List.copyOf(started);
    }
    all.forEach(NodeChild::awaitEnd);
  }

  /** All but the first at once; it goes last, for the others still need its database. */
  private void endAll() {
    List<NodeChild> all;
    synchronized (started) {
      ending = true;
      all = List.copyOf(started);
    }
    if (all.isEmpty()) {
      return;
    }
    List<NodeChild> others = all.subList(1, all.size());
    others.forEach(NodeChild::end);
    others.forEach(NodeChild::awaitEnd);
    all.get(0).end();
    all.get(0).awaitEnd();
  }
}
