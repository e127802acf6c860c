package eshop.systemtest.conformance;

import com.google.protobuf.ByteString;
import eshop.dtm.DtmRequest;
import eshop.dtm.DtmTransOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A saga as a client describes it, to be sent over either wire. Options left alone are not sent.
 */
final class SagaDraft {
  private record Step(String action, String compensate, Buffer payload) {}

  private final Wire wire;
  private final String gid;
  private final BranchDouble branches;
  private final List<Step> steps = new ArrayList<>();
  private final JsonObject orders = new JsonObject();
  private String transType = "saga";
  private boolean payloads = true;
  private boolean concurrent;
  private boolean waitResult;
  private long timeoutToFail;
  private long retryInterval;
  private long requestTimeout;
  private long retryLimit;
  private Map<String, String> branchHeaders = Map.of();

  SagaDraft(Wire wire, String gid, BranchDouble branches) {
    this.wire = wire;
    this.gid = gid;
    this.branches = branches;
  }

  Wire wire() {
    return wire;
  }

  String gid() {
    return gid;
  }

  /** Adds steps on the branch double, each with a payload of its own. */
  SagaDraft steps(int count) {
    for (int i = 0; i < count; i++) {
      step(Buffer.buffer("{\"step\":" + (steps.size() + 1) + "}"));
    }
    return this;
  }

  SagaDraft step(Buffer payload) {
    return step(branches.url(wire, Op.ACTION), branches.url(wire, Op.COMPENSATE), payload);
  }

  SagaDraft step(String action, String compensate, Buffer payload) {
    steps.add(new Step(action, compensate, payload));
    return this;
  }

  SagaDraft transType(String transType) {
    this.transType = transType;
    return this;
  }

  SagaDraft withoutPayloads() {
    payloads = false;
    return this;
  }

  SagaDraft concurrent() {
    concurrent = true;
    return this;
  }

  /** Steps counted from 0: {@code step} starts only after {@code before} have succeeded. */
  SagaDraft order(int step, Integer... before) {
    orders.put(String.valueOf(step), new JsonArray(List.of(before)));
    return this;
  }

  SagaDraft waitResult() {
    waitResult = true;
    return this;
  }

  SagaDraft timeoutToFail(long seconds) {
    timeoutToFail = seconds;
    return this;
  }

  SagaDraft retryInterval(long seconds) {
    retryInterval = seconds;
    return this;
  }

  SagaDraft requestTimeout(long seconds) {
    requestTimeout = seconds;
    return this;
  }

  SagaDraft retryLimit(long limit) {
    retryLimit = limit;
    return this;
  }

  SagaDraft branchHeaders(Map<String, String> headers) {
    branchHeaders = headers;
    return this;
  }

  /** Empty unless the steps are concurrent. */
  String customData() {
    return concurrent
        ? new JsonObject().put("concurrent", true).put("orders", orders).encode()
        : "";
  }

  DtmRequest toGrpc() {
    DtmRequest.Builder request =
        DtmRequest.newBuilder()
            .setGid(gid)
            .setTransType(transType)
            .setSteps(stepsJson().encode())
            .setCustomedData(customData())
            .setTransOptions(
                DtmTransOptions.newBuilder()
                    .setWaitResult(waitResult)
                    .setTimeoutToFail(timeoutToFail)
                    .setRetryInterval(retryInterval)
                    .setRequestTimeout(requestTimeout)
                    .setRetryLimit(retryLimit)
                    .putAllBranchHeaders(branchHeaders));
    if (payloads) {
      steps.forEach(s -> request.addBinPayloads(ByteString.copyFrom(s.payload().getBytes())));
    }
    return request.build();
  }

  JsonObject toJson() {
    JsonObject body =
        new JsonObject()
            .put("gid", gid)
            .put("trans_type", transType)
            .put("steps", stepsJson())
            .put("custom_data", customData())
            .put("wait_result", waitResult)
            .put("timeout_to_fail", timeoutToFail)
            .put("retry_interval", retryInterval)
            .put("request_timeout", requestTimeout)
            .put("retry_limit", retryLimit)
            .put("branch_headers", new JsonObject(Map.copyOf(branchHeaders)));
    if (payloads) {
      body.put("payloads", new JsonArray(steps.stream().map(s -> s.payload().toString()).toList()));
    }
    return body;
  }

  private JsonArray stepsJson() {
    JsonArray json = new JsonArray();
    for (Step step : steps) {
      json.add(new JsonObject().put("action", step.action()).put("compensate", step.compensate()));
    }
    return json;
  }
}
