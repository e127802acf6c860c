package eshop.coordinator;

import com.google.protobuf.ByteString;
import eshop.coordinator.model.BranchOp;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import eshop.coordinator.model.TransOptions;
import eshop.dtm.DtmRequest;
import eshop.dtm.DtmTransOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a saga as clients send it, over gRPC or as JSON, and refuses here what could never be run:
 * a saga that is accepted is retried for ever, so a mistake in it must not get that far. Every
 * refusal is an {@link IllegalArgumentException} that says what to change.
 */
final class SubmitReader {
  private static final Set<String> PROTOCOLS = Set.of("grpc", "http");
  private static final int MAX_STEPS = 99;
  private static final int MAX_PAYLOAD_BYTES = 65_535;
  private static final int MAX_TEXT = 1_024;
  private static final long MAX_SECONDS = 31_536_000;

  private final AllowedHosts allowed;
  private final InstantSource clock;

  SubmitReader(AllowedHosts allowed, InstantSource clock) {
    this.allowed = allowed;
    this.clock = clock;
  }

  Trans read(DtmRequest request) {
    checkType(request.getTransType());
    JsonArray steps = new JsonArray();
    if (!request.getSteps().isEmpty()) {
      try {
        steps = new JsonArray(request.getSteps());
      } catch (DecodeException e) {
        throw new IllegalArgumentException("Steps is no JSON array", e);
      }
    }
    return trans(
        request.getGid(),
        "grpc",
        options(request.getTransOptions(), request.getCustomedData()),
        request.getCustomedData(),
        steps,
        request.getBinPayloadsList());
  }

  /** dtm's JSON body; payloads are text, or stand as {@code data} in the steps (the old form). */
  Trans read(JsonObject body) {
    try {
      checkType(body.getString("trans_type"));
      String customData = body.getString("custom_data", "");
      String protocol = body.getString("protocol", "");
      JsonArray steps = body.getJsonArray("steps", new JsonArray());
      return trans(
          body.getString("gid"),
          protocol.isEmpty() ? "http" : protocol,
          TransOptionsJson.withCustomData(body, customData),
          customData,
          steps,
          payloads(body.getJsonArray("payloads"), steps));
    } catch (ClassCastException e) {
      throw new IllegalArgumentException("a value has the wrong type", e);
    }
  }

  private Trans trans(
      String gid,
      String protocol,
      TransOptions options,
      String customData,
      JsonArray steps,
      List<ByteString> payloads) {
    Gids.check(gid);
    if (!PROTOCOLS.contains(protocol)) {
      throw new IllegalArgumentException("protocol must be http or grpc, was '" + protocol + "'");
    }
    checkOptions(options, customData);
    BranchHeaders.check(options.branchHeaders(), protocol);
    checkPayloads(steps.size(), payloads);
    List<TransBranch> branches = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      String branchId = (i < 9 ? "0" : "") + (i + 1);
      JsonObject step = steps.getValue(i) instanceof JsonObject given ? given : null;
      if (step == null) {
        throw new IllegalArgumentException("step " + branchId + " is no JSON object");
      }
      for (BranchOp op : List.of(BranchOp.COMPENSATE, BranchOp.ACTION)) {
        String url = url(step, op, protocol);
        branches.add(
            TransBranch.prepared(gid, branchId, op, url, payloads.get(i), clock.instant()));
      }
    }
    return new Trans(TransGlobal.described(gid, protocol, options, customData), branches);
  }

  private String url(JsonObject step, BranchOp op, String protocol) {
    Object value = step.getValue(op.word());
    if (value != null && !(value instanceof String)) {
      throw new IllegalArgumentException(op.word() + " of a step must be a URL in text");
    }
    String url = value == null ? "" : (String) value;
    allowed.check(BranchUrl.parse(url, protocol));
    return url;
  }

  private static TransOptions options(DtmTransOptions options, String customData) {
    JsonObject json =
        new JsonObject()
            .put("wait_result", options.getWaitResult())
            .put("timeout_to_fail", options.getTimeoutToFail())
            .put("retry_interval", options.getRetryInterval())
            .put("request_timeout", options.getRequestTimeout())
            .put("retry_limit", options.getRetryLimit())
            .put("branch_headers", new JsonObject(Map.copyOf(options.getBranchHeadersMap())));
    return TransOptionsJson.withCustomData(json, customData);
  }

  private static List<ByteString> payloads(JsonArray payloads, JsonArray steps) {
    List<ByteString> all = new ArrayList<>();
    if (payloads != null) {
      payloads.forEach(payload -> all.add(ByteString.copyFromUtf8((String) payload)));
    }
    for (Object step : steps) {
      if (step instanceof JsonObject old && !old.getString("data", "").isEmpty()) {
        all.add(ByteString.copyFromUtf8(old.getString("data")));
      }
    }
    return all;
  }

  private static void checkType(String transType) {
    if (!"saga".equals(transType)) {
      throw new IllegalArgumentException(
          "trans_type must be saga, was '" + (transType == null ? "" : transType) + "'");
    }
  }

  private static void checkPayloads(int steps, List<ByteString> payloads) {
    if (steps > MAX_STEPS) {
      throw new IllegalArgumentException("a saga has at most " + MAX_STEPS + " steps");
    }
    if (payloads.size() != steps) {
      throw new IllegalArgumentException(
          "one payload a step: there are %d steps and %d payloads"
              .formatted(steps, payloads.size()));
    }
    for (ByteString payload : payloads) {
      if (payload.size() > MAX_PAYLOAD_BYTES) {
        throw new IllegalArgumentException("a payload has at most " + MAX_PAYLOAD_BYTES + " bytes");
      }
    }
  }

  private static void checkOptions(TransOptions options, String customData) {
    if (customData.length() > MAX_TEXT) {
      throw new IllegalArgumentException("custom_data has at most " + MAX_TEXT + " characters");
    }
    if (TransOptionsJson.encode(options).length() > MAX_TEXT) {
      throw new IllegalArgumentException(
          "the options have at most " + MAX_TEXT + " characters as JSON; use fewer branch_headers");
    }
    checkSeconds("timeout_to_fail", options.timeoutToFail());
    checkSeconds("retry_interval", options.retryInterval());
    checkSeconds("request_timeout", options.requestTimeout());
    checkSeconds("retry_limit", options.retryLimit());
  }

  private static void checkSeconds(String key, long value) {
    if (value < 0 || value > MAX_SECONDS) {
      throw new IllegalArgumentException(key + " must be 0 to " + MAX_SECONDS + ", was " + value);
    }
  }
}
