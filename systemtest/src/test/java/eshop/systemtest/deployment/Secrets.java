package eshop.systemtest.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What deploy/passwords prints, which a user keeps in the file .env. */
final class Secrets {
  /** How docker-compose.yml asks for one of them. */
  static final Pattern REQUIRED =
      Pattern.compile("\\$\\{([A-Z_]+):\\?set \\1, see docs/operations.md}");

  private static final Map<String, String> PRINTED =
      fresh().stream()
          .map(line -> line.split("=", 2))
          .collect(Collectors.toMap(line -> line[0], line -> line[1]));

  private Secrets() {}

  /** The lines of a run of its own. */
  static List<String> fresh() {
    try {
      Process process = new ProcessBuilder(Documents.path("deploy/passwords").toString()).start();
      List<String> lines = process.inputReader().lines().toList();
      if (process.waitFor() != 0) {
        throw new AssertionError("deploy/passwords ended with " + process.exitValue());
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static String of(String variable) {
    return PRINTED.get(variable);
  }

  /** A value of docker-compose.yml as compose passes it on. */
  static String filledIn(String value) {
    return REQUIRED.matcher(value).replaceAll(asked -> of(asked.group(1)));
  }
}
