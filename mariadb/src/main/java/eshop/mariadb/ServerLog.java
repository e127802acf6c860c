package eshop.mariadb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds the line of the server's log that tells why it ended. */
final class ServerLog {
  private ServerLog() {}

  static String lastError(Path log) {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      return lines.stream()
              .filter(line -> line.contains("ERROR"))
              .filter(line -> !line.endsWith("Aborting"))
              .reduce((first, second) -> second)
              .orElse("it said nothing")
          + " (see "
          + log
          + ")";
    } catch (IOException e) {
      return "its log " + log + " cannot be read";
    }
  }
}
