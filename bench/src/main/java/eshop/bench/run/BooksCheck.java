package eshop.bench.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs the command that audits the books; its exit status decides whether a run counts. */
final class BooksCheck {
  private static final int LIMIT_S = 300;
  private static final int MAX_OUTPUT = 2_000;

  private BooksCheck() {}

  /** Why the run is invalid; empty when the books balance. Blocks. */
  static Optional<String> broken(String command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return Optional.of("the check of the books took longer than " + LIMIT_S + " s");
    }
    if (process.exitValue() == 0) {
      return Optional.empty();
    }
    String end = output.substring(Math.max(0, output.length() - MAX_OUTPUT)).strip();
    return Optional.of("the check of the books failed: " + end);
  }
}
