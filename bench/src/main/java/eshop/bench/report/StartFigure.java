package eshop.bench.report;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * How long a node takes to be of use, and how much memory it takes.
 *
 * @param readyS from executing {@code ./run}, jar and database being there, until the node had said
 *     that it is ready and the first order was final
 * @param firstFinalS from the same moment until a first order was final
 * @param rssAfterStartMib resident memory of the node without its database, then
 * @param rssAfterLoadMib the same after all runs
 */
public record StartFigure(
    double readyS, double firstFinalS, double rssAfterStartMib, double rssAfterLoadMib)
    implements Figure {
  @Override
  public String name() {
    return "start";
  }

  @Override
  public boolean valid() {
    return true;
  }

  @Override
  public List<String> lines() {
    return List.of(
        ("start: first order final %s s and ready %s s after ./run;"
                + " node without its database %d MiB then, %d MiB after the load")
            .formatted(
                Table.number(firstFinalS),
                Table.number(readyS),
                Math.round(rssAfterStartMib),
                Math.round(rssAfterLoadMib)));
  }

  @Override
  public JsonObject json() {
    return new JsonObject()
        .put("readyS", readyS)
        .put("firstFinalS", firstFinalS)
        .put("rssAfterStartMiB", rssAfterStartMib)
        .put("rssAfterLoadMiB", rssAfterLoadMib);
  }
}
