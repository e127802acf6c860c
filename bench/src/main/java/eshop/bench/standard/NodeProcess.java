package eshop.bench.standard;

import eshop.bench.db.BenchDatabase;
import eshop.bench.db.Schemas;
import eshop.bench.run.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A node as users start it, by {@code ./run}, but with fresh data, free ports and a cluster name of
 * its own, so that it joins no other node of this machine. Ends with the bench, data and all.
 */
final class NodeProcess implements AutoCloseable {
  private static final int START_LIMIT_S = 180;
  private static final int STOP_LIMIT_S = 60;
  private static final long LOOK_MS = 100;
  private static final String READY = "eshop is ready";

  private final Path folder;
  private final List<String> arguments;
  private final NodePorts ports;
  private final Process process;
  private final Path run;

  /**
   * Starts a node and waits until it is ready. Blocks.
   *
   * @param run the start script; beside it is cluster.xml
   * @param more further options of the node
   */
  static NodeProcess start(Path run, List<String> more) throws IOException, InterruptedException {
    NodeProcess node = new NodeProcess(run.toAbsolutePath(), more);
    try {
      node.awaitReady();
      return node;
    } catch (IOException | InterruptedException e) {
      node.close();
      throw e;
    }
  }

  private NodeProcess(Path run, List<String> more) throws IOException {
    this.run = run;
    this.folder = Files.createTempDirectory("eshop-bench");
    this.ports = new NodePorts();
    this.arguments = new ArrayList<>(List.of("--data-dir", folder.resolve("data").toString()));
    arguments.addAll(ports.arguments());
    arguments.addAll(List.of("--set", "cluster.config=" + clusterOfItsOwn()));
    arguments.addAll(more);
    List<String> command = new ArrayList<>(List.of(run.toString()));
    command.addAll(arguments);
    this.process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("node.log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop-node"));
  }

  /** What the runs need to know of it. */
  Target target(String name) throws IOException {
    Path password = folder.resolve("data").resolve("mariadb").resolve("password");
    BenchDatabase database =
        new BenchDatabase(
            "jdbc:mariadb://127.0.0.1:%d/".formatted(ports.of("--db-port")),
            "eshop",
            Files.readString(password).strip(),
            Schemas.DEFAULTS);
    String check =
        Stream.concat(Stream.of(run.toString(), "check", "--wait", "60"), arguments.stream())
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    return new Target(name, url("--http-port"), database, pids(), check);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT_S, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
      delete();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Map<String, Long> pids() {
    Map<String, Long> pids = new LinkedHashMap<>();
    pids.put("node", process.pid());
    process
        .descendants()
        .filter(child -> child.info().command().orElse("").contains("mariadbd"))
        .forEach(child -> pids.put("mariadbd", child.pid()));
    return pids;
  }

  /** The node's own word: its readiness is asked per part, and a part may not be there yet. */
  private void awaitReady() throws IOException, InterruptedException {
    Path log = folder.resolve("node.log");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_LIMIT_S);
    while (!Files.readString(log).contains(READY)) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        throw new IOException("the node is not ready: " + Files.readString(log).strip());
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }

  private Path clusterOfItsOwn() throws IOException {
    String name = "eshop-bench-" + ProcessHandle.current().pid();
    String cluster = Files.readString(run.resolveSibling("cluster.xml"));
    return Files.writeString(
        folder.resolve("cluster.xml"),
        cluster.replaceFirst(
            "<cluster-name>[^<]*</cluster-name>", "<cluster-name>" + name + "</cluster-name>"));
  }

  private String url(String port) {
    return "http://127.0.0.1:" + ports.of(port);
  }

  private void delete() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
