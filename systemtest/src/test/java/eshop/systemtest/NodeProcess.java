package eshop.systemtest;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A node as the operator has it: a process that is told things by arguments and signals. */
public final class NodeProcess {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration END_LIMIT = Duration.ofSeconds(60);

  /** The fat jar's manifest says the same. */
  private static final List<String> JAVA_OPTIONS =
      List.of(
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.management/sun.management=ALL-UNNAMED",
          "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
          "-Dlogback.configurationFile=logback.xml",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xmx384m");

  private final Process process;
  private final Path out;
  private final Path err;

  private NodeProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts it; {@code output} and a suffix name the files of what it prints. */
  public static NodeProcess launch(
      Path output, List<String> wrapper, Map<String, String> environment, List<String> arguments)
      throws IOException {
    Path out = Path.of(output + ".out");
    Path err = Path.of(output + ".err");
    List<String> command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JAVA_OPTIONS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "eshop.node.NodeMain"));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("ESHOP_"));
    builder.environment().putAll(environment);
    return new NodeProcess(builder.start(), out, err);
  }

  public NodeProcess awaitReady() {
    await()
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> ready() || !process.isAlive());
    if (!ready()) {
      throw new AssertionError("the node did not start: " + errors());
    }
    return this;
  }

  private boolean ready() {
    return says("eshop is ready");
  }

  /** Waits until it has printed a line with this beginning. */
  public void awaitLine(String beginning) {
    await()
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> says(beginning) || !process.isAlive());
    if (!says(beginning)) {
      throw new AssertionError("it ended without a word of that: " + errors());
    }
  }

  private boolean says(String beginning) {
    return lines(out).stream().anyMatch(line -> line.startsWith(beginning));
  }

  /** The processes it has started, in that order. */
  public List<ProcessHandle> children() {
    return process.children().sorted(Comparator.comparingLong(ProcessHandle::pid)).toList();
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Signal 9: no shutdown hook runs. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Sends a signal by name. */
  public void signal(String name) throws IOException, InterruptedException {
    send(name, Long.toString(process.pid()));
  }

  /** What Ctrl-C in a terminal does: the whole process group gets the interrupt. */
  public void interruptGroup() throws IOException, InterruptedException {
    send("INT", "-" + process.pid());
  }

  private static void send(String signal, String target) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-s", signal, "--", target).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new AssertionError("no signal could be sent to " + target);
    }
  }

  /** The exit status once the process has ended, which it must. */
  public int ended() throws InterruptedException {
    if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the node does not end; it said " + errors());
    }
    return process.exitValue();
  }

  /** What it printed on standard output. */
  public List<String> output() {
    return lines(out);
  }

  /** What it printed on standard error: log and failure. */
  public List<String> errors() {
    return lines(err);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
