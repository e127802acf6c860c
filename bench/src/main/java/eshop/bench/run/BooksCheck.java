package eshop.bench.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the command that audits the books said; it decides whether a run counts.
 *
 * @param broken why the run is invalid; empty when the books balance
 * @param seconds how long the audit took
 */
public record BooksCheck(Optional<String> broken, double seconds) {
  private static final int LIMIT_S = 900;
  private static final int MAX_OUTPUT = 2_000;

  /** Audits; null for a command audits nothing. Blocks. */
  public static BooksCheck by(String command) throws IOException, InterruptedException {
    if (command == null) {
      return new BooksCheck(Optional.empty(), 0);
    }
    long start = System.nanoTime();
    Optional<String> broken = broken(command);
    return new BooksCheck(broken, (System.nanoTime() - start) / 1e9);
  }

  private static Optional<String> broken(String command) throws IOException, InterruptedException {
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
