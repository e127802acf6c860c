package eshop.systemtest;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Python 3 with the pinned packages of an example, in a virtual environment under target. Where
 * there is none, or no way to its packages, the test class is skipped and says why: eshop itself
 * needs a JDK only. Its programs end with the class.
 */
final class Python implements BeforeAllCallback, AfterAllCallback {
  private static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Path ROOT = MODULE.getParent();
  private static final Path HOME = MODULE.resolve("target").resolve("python");
  private static final Path CONTRACTS = ROOT.resolve("proto/src/main/protobuf");
  private static final Duration SETUP_LIMIT = Duration.ofMinutes(3);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Path folder;
  private final List<String> contracts;
  private final List<Process> programs = new ArrayList<>();
  private String python = "python3";

  /**
   * @param folder of the programs, from the project's own; its requirements.txt, if there is one,
   *     is installed
   * @param contracts proto files that are compiled for it
   */
  Python(String folder, String... contracts) {
    this.folder = ROOT.resolve(folder);
    this.contracts = List.of(contracts);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    Files.createDirectories(HOME);
    setUp("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 8))");
    Path wanted = folder.resolve("requirements.txt");
    if (Files.exists(wanted)) {
      install(wanted);
    }
    if (!contracts.isEmpty()) {
      compile();
    }
  }

  private void install(Path wanted) throws IOException {
    python = HOME.resolve("bin").resolve("python").toString();
    Path installed = HOME.resolve("installed.txt");
    if (!Files.exists(installed) || Files.mismatch(wanted, installed) >= 0) {
      setUp("python3", "-m", "venv", HOME.toString());
      setUp(python, "-m", "pip", "install", "-q", "-r", wanted.toString());
      Files.writeString(installed, Files.readString(wanted));
    }
  }

  private void compile() throws IOException {
    List<String> command = new ArrayList<>(List.of(python, "-m", "grpc_tools.protoc"));
    command.addAll(List.of("-I", CONTRACTS.toString()));
    command.addAll(List.of("--python_out=" + HOME, "--grpc_python_out=" + HOME));
    command.addAll(contracts);
    run(LIMIT, command);
  }

  @Override
  public void afterAll(ExtensionContext context) throws InterruptedException {
    for (Process program : programs) {
      program.destroy();
      if (!program.waitFor(10, TimeUnit.SECONDS)) {
        program.destroyForcibly();
      }
    }
  }

  /** What the program of the folder printed until it ended well. */
  String run(String program, String... arguments) {
    try {
      return run(LIMIT, command(program, arguments));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same for a program of Node.js, which must be there and know WebSockets. */
  String runNodeJs(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of("node", "--experimental-websocket"));
    setUp(
        "node",
        "--experimental-websocket",
        "-e",
        "new WebSocket('ws://127.0.0.1:1').onerror = () => {}");
    command.add(folder.resolve(program).toString());
    command.addAll(List.of(arguments));
    try {
      return run(LIMIT, command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the program and returns when it has printed the words. */
  void start(String words, Map<String, String> environment, String program, String... arguments)
      throws IOException {
    Path output = HOME.resolve(program + ".out");
    Process process = process(command(program, arguments), environment, output);
    programs.add(process);
    await()
        .atMost(LIMIT)
        .until(() -> Files.readString(output).contains(words) || !process.isAlive());
    if (!process.isAlive()) {
      throw new AssertionError(program + " ended: " + Files.readString(output));
    }
  }

  private List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(python, folder.resolve(program).toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static void setUp(String... command) {
    try {
      run(SETUP_LIMIT, List.of(command));
    } catch (IOException | AssertionError e) {
      Assumptions.abort(
          "not there: python3 3.8 with venv, pip's way to its packages, or Node.js 20: " + e);
    }
  }

  private static String run(Duration limit, List<String> command) throws IOException {
    Path output = Files.createTempFile(HOME, "run", ".out");
    try {
      Process process = process(command, Map.of(), output);
      boolean ended = process.waitFor(limit.toSeconds(), TimeUnit.SECONDS);
      String printed = Files.readString(output);
      if (!ended) {
        process.destroyForcibly();
      }
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError(command + (ended ? " failed: " : " took too long: ") + printed);
      }
      return printed.strip();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private static Process process(List<String> command, Map<String, String> environment, Path output)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("ESHOP_"));
    builder.environment().put("PYTHONPATH", HOME.toString());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().putAll(environment);
    return builder.start();
  }
}
