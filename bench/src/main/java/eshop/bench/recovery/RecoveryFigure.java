package eshop.bench.recovery;

import eshop.bench.db.SagaTable.Retries;
import eshop.bench.report.Figure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How orders that waited for a service came to their end.
 *
 * @param orders that were acknowledged while the service was away
 * @param submitS how long that took
 * @param ackP99Ms of the submits
 * @param outcomes by dtm's word
 * @param invalid why there is no figure; empty when there is
 * @param checkS how long the audit of the books took
 */
public record RecoveryFigure(
    long orders,
    double submitS,
    double ackP99Ms,
    Comeback comeback,
    Map<String, Long> outcomes,
    List<String> invalid,
    double checkS)
    implements Figure {
  @Override
  public String name() {
    return "recovery";
  }

  @Override
  public boolean valid() {
    return invalid.isEmpty();
  }

  @Override
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        valid()
            ? "recovery: %d orders waited for stock; all final %s s after it was back"
                .formatted(orders, seconds(comeback.lastFinalS()))
            : "recovery: INVALID");
    invalid.forEach(reason -> lines.add("    no figure: " + reason));
    lines.add(
        "    after it was back: first final %s s, half %s s, last %s s"
            .formatted(
                seconds(comeback.firstFinalS()),
                seconds(comeback.halfFinalS()),
                seconds(comeback.lastFinalS())));
    lines.add(
        "    back-off when it was back: last retry due in %d s; %s"
            .formatted(comeback.lastDueS(), backOff()));
    lines.add(
        "    its node served gRPC %s s and was ready %s s after it was started"
            .formatted(seconds(comeback.servesS()), seconds(comeback.readyS())));
    lines.add(
        "    submitted in %s s, ack p99 %s ms; orders %s; books audited in %s s"
            .formatted(seconds(submitS), seconds(ackP99Ms), outcomes, seconds(checkS)));
    return lines;
  }

  @Override
  public JsonObject json() {
    JsonArray retries = new JsonArray();
    for (Retries retry : comeback.retries()) {
      retries.add(
          new JsonObject()
              .put("intervalS", retry.intervalS())
              .put("sagas", retry.sagas())
              .put("lastDueS", retry.lastDueS()));
    }
    JsonObject byOutcome = new JsonObject();
    outcomes.forEach(byOutcome::put);
    return new JsonObject()
        .put("orders", orders)
        .put("valid", valid())
        .put("invalid", new JsonArray(invalid))
        .put("lastFinalS", valid() ? comeback.lastFinalS() : null)
        .put("halfFinalS", comeback.halfFinalS())
        .put("firstFinalS", comeback.firstFinalS())
        .put("servesS", comeback.servesS())
        .put("readyS", comeback.readyS())
        .put("retriesWhenBack", retries)
        .put("submitS", submitS)
        .put("ackP99Ms", ackP99Ms)
        .put("outcomes", byOutcome)
        .put("checkS", checkS);
  }

  private String backOff() {
    return comeback.retries().stream()
        .map(retry -> "%d with interval %d s".formatted(retry.sagas(), retry.intervalS()))
        .collect(Collectors.joining(", "));
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
