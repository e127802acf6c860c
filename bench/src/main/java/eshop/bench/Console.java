package eshop.bench;

import eshop.bench.report.Figure;
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

  /**
   * The table and the further figures; {@code {"machine": …, "runs": […], NAME: {…}}} when a file
   * is given.
   */
  void report(List<RunResult> results, List<? extends Figure> figures, Path file)
      throws IOException {
    if (!results.isEmpty()) {
      Table.lines(results).forEach(out::println);
    }
    Medians.lines(results).forEach(out::println);
    figures.forEach(figure -> figure.lines().forEach(out::println));
    out.flush();
    if (file != null) {
      Files.writeString(file, document(results, figures).encodePrettily() + "\n");
    }
  }

  private static JsonObject document(List<RunResult> results, List<? extends Figure> figures) {
    JsonArray runs = new JsonArray();
    results.forEach(result -> runs.add(result.json()));
    JsonObject machine =
        new JsonObject()
            .put("cores", Runtime.getRuntime().availableProcessors())
            .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
            .put("java", System.getProperty("java.version"));
    JsonObject document = new JsonObject().put("machine", machine).put("runs", runs);
    figures.forEach(figure -> document.put(figure.name(), figure.json()));
    return document;
  }
}
