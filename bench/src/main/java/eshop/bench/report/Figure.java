package eshop.bench.report;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** A result that is no row of the table: it has lines of its own below it. */
public interface Figure {
  /** Its key in the document of {@code --out}. */
  String name();

  /** Whether it may be used. */
  boolean valid();

  /** For people. */
  List<String> lines();

  /** For programs. */
  JsonObject json();
}
