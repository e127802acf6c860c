package eshop.saga;

import eshop.dtm.DtmRequest;
import eshop.dtm.DtmTransOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** Writes a saga down in the message dtm takes: the steps as JSON text, the payloads as bytes. */
final class DtmRequests {
  private DtmRequests() {}

  static DtmRequest of(Saga saga) {
    DtmRequest.Builder request =
        DtmRequest.newBuilder()
            .setGid(saga.gid())
            .setTransType("saga")
            .setTransOptions(options(saga.options()))
            .setCustomedData(customData(saga.options()))
            .setSteps(steps(saga.steps()));
    saga.steps().forEach(step -> request.addBinPayloads(step.payload()));
    return request.build();
  }

  private static DtmTransOptions options(SagaOptions options) {
    return DtmTransOptions.newBuilder()
        .setWaitResult(options.waitResult())
        .setTimeoutToFail(options.timeoutToFail().toSeconds())
        .setRetryInterval(options.retryInterval().toSeconds())
        .setRequestTimeout(options.requestTimeout().toSeconds())
        .setRetryLimit(options.retryLimit())
        .putAllBranchHeaders(options.branchHeaders())
        .build();
  }

  private static String customData(SagaOptions options) {
    if (!options.concurrent()) {
      return "";
    }
    JsonObject orders = new JsonObject();
    options.orders().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(order -> orders.put(order.getKey().toString(), order.getValue()));
    return new JsonObject().put("concurrent", true).put("orders", orders).encode();
  }

  private static String steps(List<SagaStep> steps) {
    JsonArray json = new JsonArray();
    for (SagaStep step : steps) {
      json.add(new JsonObject().put("action", step.action()).put("compensate", step.compensate()));
    }
    return json.encode();
  }
}
