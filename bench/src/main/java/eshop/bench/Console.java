package eshop.bench;

import eshop.bench.report.Medians;
import eshop.bench.report.RunResult;
import eshop.bench.report.Table;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the results go: a table to standard output, a document to a file, progress to neither. */
final class Console {
  private final PrintWriter out;
  private final PrintWriter err;

  Console(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  void progress(String line) {
    err.println("bench: " + line);
    err.flush();
  }

  /** The table, and {@code {"machine": …, "runs": […]}} when a file is given. */
  void report(List<RunResult> results, Path file) throws IOException {
    Table.lines(results).forEach(out::println);
    Medians.lines(results).forEach(out::println);
    out.flush();
    if (file != null) {
      Files.writeString(file, document(results).encodePrettily() + "\n");
    }
  }

  private static JsonObject document(List<RunResult> results) {
    JsonArray runs = new JsonArray();
    results.forEach(result -> runs.add(result.json()));
    JsonObject machine =
        new JsonObject()
            .put("cores", Runtime.getRuntime().availableProcessors())
            .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
            .put("java", System.getProperty("java.version"));
    return new JsonObject().put("machine", machine).put("runs", runs);
  }
}
