package eshop.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/** A node as a child process: this program with this program's Java options, its output named. */
final class NodeChild {
  /** Keeps Ctrl-C from the child: its parent decides the order in which nodes end. */
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private static final String READY = StartCommand.LAST_LINE;

  private final Process process;
  private final CompletableFuture<Boolean> ready = new CompletableFuture<>();

  private NodeChild(Process process) {
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param environment laid over this process's
   * @param ended is told the exit status
   */
  static NodeChild start(
      String name,
      List<String> arguments,
      Map<String, String> environment,
      Console console,
      IntConsumer ended)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(arguments)).redirectErrorStream(true);
    builder.environment().putAll(environment);
    NodeChild child = new NodeChild(builder.start());
    Thread output = new Thread(() -> child.pass(name, console, ended), "eshop-" + name);
    output.setDaemon(true);
    output.start();
    return child;
  }

  /** True once it serves, false when it has ended without. */
  CompletableFuture<Boolean> ready() {
    return ready;
  }

  /** Tells it to end in order; its last words are still read. */
  void end() {
    process.toHandle().destroy();
  }

  /** How long a node may take to end is a setting of its own, {@code stop}. */
  void awaitEnd() {
    process.onExit().join();
  }

  private void pass(String name, Console console, IntConsumer ended) {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        console.line(name + " | " + line);
        if (line.startsWith(READY)) {
          ready.complete(true);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      ended.accept(process.onExit().join().exitValue());
      ready.complete(false);
    }
  }

  private static List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString());
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    String classPath = System.getProperty("java.class.path");
    // Options in a jar's manifest count only for who starts the jar itself.
    command.addAll(
        classPath.endsWith(".jar") && Files.isRegularFile(Path.of(classPath))
            ? List.of("-jar", classPath)
            : List.of("-cp", classPath, NodeMain.class.getName()));
    command.addAll(arguments);
    return command;
  }
}
