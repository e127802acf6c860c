package eshop.systemtest;

import eshop.mariadb.EmbeddedMariaDb;
import eshop.node.FreePorts;
import eshop.node.books.BooksConfig;
import eshop.platform.db.DatabaseTls;
import eshop.testkit.OwnCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What node processes that follow one another have in common: free ports, a data folder with an
 * embedded MariaDB, and a cluster of their own, so that no other node on the machine joins in.
 */
public final class NodeHome implements AutoCloseable {
  private static final List<String> PORT_OPTIONS =
      List.of(
          "--http-port",
          "--management-port",
          "--db-port",
          "--grpc-order-port",
          "--grpc-stock-port",
          "--grpc-coupon-port",
          "--grpc-pay-port",
          "--coordinator-grpc-port",
          "--coordinator-http-port");

  private final Path folder;
  private final Path cluster;
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private int processes;

  public NodeHome(Path folder) throws IOException {
    this.folder = folder;
    PORT_OPTIONS.forEach(option -> ports.put(option, FreePorts.next()));
    cluster = OwnCluster.in(folder, FreePorts.next(), 1);
    linkServerProgram();
  }

  /** Starts a node without waiting for anything. */
  public NodeProcess launch(String... arguments) throws IOException {
    return launch(List.of(), Map.of(), arguments);
  }

  /**
   * Starts a node without waiting for anything.
   *
   * @param wrapper a program that runs the node, such as {@code setsid}
   * @param environment laid over this process's, of which {@code ESHOP_*} is taken out
   */
  public NodeProcess launch(
      List<String> wrapper, Map<String, String> environment, String... arguments)
      throws IOException {
    return launch(List.of(), wrapper, environment, arguments);
  }

  /** Starts a command of the node's program, such as {@code cluster}, on this home's ports. */
  public NodeProcess launchCommand(List<String> command, Map<String, String> environment)
      throws IOException {
    return launch(command, List.of(), environment);
  }

  private NodeProcess launch(
      List<String> command,
      List<String> wrapper,
      Map<String, String> environment,
      String... arguments)
      throws IOException {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of("--data-dir", dataDir().toString()));
    all.addAll(List.of("--set", "cluster.config=" + cluster));
    ports.forEach((option, port) -> all.addAll(List.of(option, port.toString())));
    all.addAll(List.of(arguments));
    processes++;
    return NodeProcess.launch(folder.resolve("node" + processes), wrapper, environment, all);
  }

  /** Starts a node and returns when it has said that it is ready. */
  public NodeProcess start(String... arguments) throws IOException {
    return launch(arguments).awaitReady();
  }

  public int port(String option) {
    return ports.get(option);
  }

  public void port(String option, int port) {
    ports.put(option, port);
  }

  /** Data, cluster file and the output of the processes. */
  public Path folder() {
    return folder;
  }

  /** The database processes that run on this home's data, whoever started them. */
  public List<ProcessHandle> databases() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains("=" + dataDir()))
        .toList();
  }

  public BooksConfig books() {
    return new BooksConfig(
        EmbeddedMariaDb.HOST,
        port("--db-port"),
        EmbeddedMariaDb.USER,
        EmbeddedMariaDb.passwordOf(dataDir().resolve("mariadb")),
        DatabaseTls.NONE,
        BooksConfig.Schemas.DEFAULTS);
  }

  /** Leaves no database behind even where a test has failed. */
  @Override
  public void close() throws IOException {
    killDatabases();
    Files.deleteIfExists(serverProgram());
  }

  /** A killed node leaves its database running, for the next one to adopt. */
  public void killDatabases() {
    for (ProcessHandle database : databases()) {
      database.destroyForcibly();
      database.onExit().join();
    }
  }

  private Path serverProgram() {
    return dataDir().resolve("mariadb").resolve("server");
  }

  private Path dataDir() {
    return folder.resolve("data");
  }

  /** The server's program is large: all tests use one copy. */
  private void linkServerProgram() throws IOException {
    String shared = "eshop-mariadb-" + System.getProperty("user.name");
    Path program = Path.of(System.getProperty("java.io.tmpdir"), shared);
    Files.createDirectories(program);
    Files.createDirectories(serverProgram().getParent());
    Files.createSymbolicLink(serverProgram(), program);
  }
}
