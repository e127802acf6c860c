package eshop.coordinator;

import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/**
 * Transactions and branches as dtm's HTTP API shows them: its names, empty values left out, times
 * in the server's zone.
 */
final class TransJson {
  private final DateTimeFormatter format;

  TransJson(ZoneId zone) {
    format = DateTimeFormatter.ISO_OFFSET_DATE_TIME.withZone(zone);
  }

  JsonObject global(TransGlobal global) {
    JsonObject json =
        new JsonObject()
            .put("id", global.id())
            .put("create_time", time(global.createTime()))
            .put("update_time", time(global.updateTime()));
    putText(json, "gid", global.gid());
    putText(json, "trans_type", global.transType());
    putText(json, "status", global.status().word());
    putText(json, "query_prepared", global.queryPrepared());
    putText(json, "protocol", global.protocol());
    putText(json, "finish_time", time(global.finishTime()));
    putText(json, "rollback_time", time(global.rollbackTime()));
    putText(json, "result", global.result());
    putText(json, "rollback_reason", global.rollbackReason());
    putText(json, "options", TransOptionsJson.encode(global.options()));
    putText(json, "custom_data", global.customData());
    if (global.nextCronInterval() != 0) {
      json.put("next_cron_interval", global.nextCronInterval());
    }
    putText(json, "next_cron_time", time(global.nextCronTime()));
    putText(json, "owner", global.owner());
    putText(json, "ext_data", global.extData());
    return json.put("concurrent", false);
  }

  JsonObject branch(TransBranch branch) {
    JsonObject json =
        new JsonObject()
            .put("id", branch.id())
            .put("create_time", time(branch.createTime()))
            .put("update_time", time(branch.updateTime()));
    putText(json, "gid", branch.gid());
    putText(json, "url", branch.url());
    if (!branch.payload().isEmpty()) {
      json.put("bin_data", Base64.getEncoder().encodeToString(branch.payload().toByteArray()));
    }
    putText(json, "branch_id", branch.branchId());
    putText(json, "op", branch.op().word());
    putText(json, "status", branch.status().word());
    putText(json, "finish_time", time(branch.finishTime()));
    putText(json, "rollback_time", time(branch.rollbackTime()));
    return json;
  }

  private String time(Instant time) {
    return time == null ? null : format.format(time.truncatedTo(ChronoUnit.SECONDS));
  }

  private static void putText(JsonObject json, String key, String value) {
    if (value != null && !value.isEmpty()) {
      json.put(key, value);
    }
  }
}
