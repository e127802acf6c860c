package eshop.bench.nodes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A node as users start it, by {@code ./run}. Ends with its site at the latest. */
public final class NodeProcess implements AutoCloseable {
  private static final int START_LIMIT_S = 180;
  private static final int STOP_LIMIT_S = 60;
  private static final long LOOK_MS = 20;
  private static final String READY = "eshop is ready";

  private final Process process;
  private final Path log;
  private final long launchedNanos;

  static NodeProcess launch(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    long now = System.nanoTime();
    return new NodeProcess(builder.start(), log, now);
  }

  private NodeProcess(Process process, Path log, long launchedNanos) {
    this.process = process;
    this.log = log;
    this.launchedNanos = launchedNanos;
  }

  /** When the script was executed, by {@link System#nanoTime}. */
  public long launchedNanos() {
    return launchedNanos;
  }

  /** Waits until the node is ready; one that does not come to that is closed. Blocks. */
  public NodeProcess ready() throws IOException, InterruptedException {
    try {
      awaitReady();
      return this;
    } catch (IOException | InterruptedException e) {
      close();
      throw e;
    }
  }

  /**
   * The node's own word: its readiness is asked per part, and a part may not be there yet.
   *
   * @throws IOException with what the node said, when it has ended instead
   */
  public boolean isReady() throws IOException {
    String said = Files.readString(log);
    if (!process.isAlive()) {
      throw new IOException("the node has ended: " + said.strip());
    }
    return said.contains(READY);
  }

  /** The node's process and that of its database. */
  public Map<String, Long> pids() {
    Map<String, Long> pids = new LinkedHashMap<>();
    pids.put("node", process.pid());
    process
        .descendants()
        .filter(child -> child.info().command().orElse("").contains("mariadbd"))
        .forEach(child -> pids.put("mariadbd", child.pid()));
    return pids;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT_S, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_LIMIT_S);
    while (!isReady()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("the node is not ready: " + Files.readString(log).strip());
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }
}
