package eshop.bench.report;

import eshop.bench.measure.Costs;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * All that one run found. A run that breaks the books, loses an order or could not send its mix has
 * no throughput: a figure of wrong work says nothing.
 *
 * @param system which server, such as {@code eshop} or the URL's nickname
 * @param scenario such as {@code closed 64, hot}
 * @param plan loop, rate, times
 * @param mix options and seed
 * @param invalid why the run has no figure; empty when it has
 * @param finalPerS orders that became final, a second, within the counted seconds
 * @param acknowledgedPerS counted acknowledgements a second
 * @param drainS from the end of sending until every order was final
 * @param checkS how long the audit of the books took; 0 when there is none
 * @param outcomes all orders by dtm's word for their state, after the drain
 * @param errors counted requests without an order id, by kind
 */
public record RunResult(
    String system,
    String scenario,
    JsonObject plan,
    JsonObject mix,
    List<String> invalid,
    double finalPerS,
    double acknowledgedPerS,
    double drainS,
    double checkS,
    Latency acknowledge,
    FinalLatency finality,
    Map<String, Long> outcomes,
    Map<String, Long> errors,
    Costs costs) {

  /**
   * The latency to the final state and how it was seen.
   *
   * @param how {@code tables} or {@code api}
   * @param resolutionMs no latency is too high by more than about this
   * @param unwatched chosen orders that could not be watched
   */
  public record FinalLatency(String how, double resolutionMs, long unwatched, Latency latency) {}

  /** Whether the figures may be used. */
  public boolean valid() {
    return invalid.isEmpty();
  }

  /** The document of {@code --out}; {@code throughput} is null for an invalid run. */
  public JsonObject json() {
    JsonObject throughput =
        new JsonObject()
            .put("finalPerS", finalPerS)
            .put("acknowledgedPerS", acknowledgedPerS)
            .put("drainS", drainS)
            .put("checkS", checkS);
    JsonObject finalMs =
        finality
            .latency()
            .json()
            .put("how", finality.how())
            .put("resolutionMs", finality.resolutionMs())
            .put("unwatched", finality.unwatched());
    return new JsonObject()
        .put("system", system)
        .put("scenario", scenario)
        .put("plan", plan)
        .put("mix", mix)
        .put("valid", valid())
        .put("invalid", new JsonArray(invalid))
        .put("throughput", valid() ? throughput : null)
        .put("acknowledgeMs", acknowledge.json())
        .put("finalMs", finalMs)
        .put("outcomes", counts(outcomes))
        .put("errors", counts(errors))
        .put("costs", costs.json());
  }

  private static JsonObject counts(Map<String, Long> counts) {
    JsonObject json = new JsonObject();
    counts.forEach(json::put);
    return json;
  }
}
