package eshop.bench.nodes;

import eshop.bench.db.BenchDatabase;
import eshop.bench.db.Schemas;
import eshop.bench.run.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where nodes of the bench live: a folder with fresh data, free ports, and a cluster name of its
 * own, so that they join no other node of this machine. A node can be started on it again and finds
 * its data; a single service can have a node beside. Gone with the bench, data and all, also when
 * the bench is told to end in the middle: full tables are large.
 */
public final class NodeSite implements AutoCloseable {
  private static final String USER = "eshop";

  private final Path run;
  private final Path folder;
  private final NodePorts ports;
  private final Path cluster;
  private final List<NodeProcess> processes = new CopyOnWriteArrayList<>();
  private final Thread endWithBench = new Thread(this::end, "end-site");

  /**
   * A site with nothing running.
   *
   * @param run the start script; beside it is cluster.xml
   */
  public NodeSite(Path run) throws IOException {
    this.run = run.toAbsolutePath();
    this.folder = Files.createTempDirectory("eshop-bench");
    this.ports = new NodePorts();
    this.cluster = clusterOfItsOwn();
    Runtime.getRuntime().addShutdownHook(endWithBench);
  }

  /** Starts the node with its database and waits until it is ready. Blocks. */
  public NodeProcess start(List<String> options) throws IOException, InterruptedException {
    return launch(options).ready();
  }

  /** Starts the node and does not wait. */
  public NodeProcess launch(List<String> options) throws IOException {
    return launch(command(arguments(options)), Map.of());
  }

  /** Starts a node of one service on the database of the first, and does not wait. */
  public NodeProcess launchService(String service, List<String> options) throws IOException {
    String port = grpcOption(service);
    List<String> arguments =
        new ArrayList<>(List.of("--verticles", service, "--data-dir", path("data-" + service)));
    arguments.addAll(List.of(port, String.valueOf(ports.of(port))));
    arguments.addAll(List.of("--management-port", String.valueOf(new NodePorts().of(port))));
    arguments.addAll(
        List.of("--db", "mysql://%s@127.0.0.1:%d".formatted(USER, ports.of("--db-port"))));
    arguments.addAll(List.of("--set", "cluster.config=" + cluster));
    arguments.addAll(options);
    return launch(command(arguments), Map.of("ESHOP_DATABASE_PASSWORD", password()));
  }

  /** Where a service's gRPC is, running or not. */
  public int grpcPort(String service) {
    return ports.of(grpcOption(service));
  }

  /** Where the API is. */
  public String url() {
    return "http://127.0.0.1:" + ports.of("--http-port");
  }

  /** What the runs need to know of the node that was started with these options. */
  public Target target(String name, NodeProcess node, List<String> options) throws IOException {
    Stream<String> check = Stream.of(run.toString(), "check", "--wait", "60");
    return new Target(
        name,
        url(),
        database(),
        node.pids(),
        Stream.concat(check, arguments(options).stream())
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" ")));
  }

  /** The node's database; it must have been started once. */
  public BenchDatabase database() throws IOException {
    String url = "jdbc:mariadb://127.0.0.1:%d/".formatted(ports.of("--db-port"));
    return new BenchDatabase(url, USER, password(), Schemas.DEFAULTS);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(endWithBench);
    } catch (IllegalStateException ending) {
      // Told to end: the hook does it.
      return;
    }
    end();
  }

  private void end() {
    processes.forEach(NodeProcess::close);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private NodeProcess launch(List<String> command, Map<String, String> environment)
      throws IOException {
    Path log = folder.resolve("node" + processes.size() + ".log");
    NodeProcess process = NodeProcess.launch(command, environment, log);
    processes.add(process);
    return process;
  }

  private List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(run.toString()));
    command.addAll(arguments);
    return command;
  }

  private List<String> arguments(List<String> options) {
    List<String> arguments = new ArrayList<>(List.of("--data-dir", path("data")));
    arguments.addAll(ports.arguments());
    arguments.addAll(List.of("--set", "cluster.config=" + cluster));
    arguments.addAll(options);
    return arguments;
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private String password() throws IOException {
    return Files.readString(folder.resolve("data").resolve("mariadb").resolve("password")).strip();
  }

  private Path clusterOfItsOwn() throws IOException {
    String text = Files.readString(run.resolveSibling("cluster.xml"));
    return Files.writeString(
        folder.resolve("cluster.xml"),
        text.replaceFirst(
            "<cluster-name>[^<]*</cluster-name>",
            "<cluster-name>" + folder.getFileName() + "</cluster-name>"));
  }

  private static String grpcOption(String service) {
    return "--grpc-" + service + "-port";
  }
}
