package eshop.coordinator;

import com.google.protobuf.ByteString;
import eshop.coordinator.model.BranchOp;
import eshop.coordinator.model.BranchStatus;
import eshop.coordinator.model.GlobalStatus;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * Between rows of dtm's tables and records. dtm writes its process's local time without a zone, in
 * whole seconds, so a coordinator that shares the tables with it must run in the same zone.
 */
final class RowStore {
  private static final int REASON_MAX = 1024;

  private final ZoneId zone;

  RowStore(ZoneId zone) {
    this.zone = zone;
  }

  /** When something happened: the second it happened in. */
  LocalDateTime past(Instant time) {
    return time == null
        ? null
        : LocalDateTime.ofInstant(time.truncatedTo(ChronoUnit.SECONDS), zone);
  }

  /** When something is to happen: the next whole second, so that a lease never ends early. */
  LocalDateTime future(Instant time) {
    Instant second = time.truncatedTo(ChronoUnit.SECONDS);
    return LocalDateTime.ofInstant(second.equals(time) ? second : second.plusSeconds(1), zone);
  }

  /** Cut to what the column holds; a branch may answer anything. */
  static String reason(String reason) {
    int length = reason.codePointCount(0, reason.length());
    return length <= REASON_MAX
        ? reason
        : reason.substring(0, reason.offsetByCodePoints(0, REASON_MAX));
  }

  /** Parameters in the order of {@link TransSql#INSERT_GLOBAL_ROW}. */
  void addGlobal(Tuple to, TransGlobal global) {
    to.addString(global.gid())
        .addString(global.transType())
        .addString(global.status().word())
        .addString(global.queryPrepared())
        .addString(global.protocol())
        .addLocalDateTime(past(global.createTime()))
        .addLocalDateTime(past(global.updateTime()))
        .addString(TransOptionsJson.encode(global.options()))
        .addString(global.customData())
        .addLong(global.nextCronInterval())
        .addLocalDateTime(future(global.nextCronTime()))
        .addString(global.owner())
        .addString(global.extData())
        .addString(global.result())
        .addString(reason(global.rollbackReason()));
  }

  /** Parameters in the order of {@link TransSql#INSERT_BRANCH_ROW}. */
  void addBranch(Tuple to, TransBranch branch) {
    to.addString(branch.gid())
        .addString(branch.url())
        .addBuffer(Buffer.buffer(branch.payload().toByteArray()))
        .addString(branch.branchId())
        .addString(branch.op().word())
        .addString(branch.status().word())
        .addLocalDateTime(past(branch.createTime()))
        .addLocalDateTime(past(branch.updateTime()));
  }

  TransGlobal global(Row row) {
    String customData = text(row, "custom_data");
    boolean saga = row.getString("trans_type").equals("saga");
    return new TransGlobal(
        row.getLong("id"),
        row.getString("gid"),
        row.getString("trans_type"),
        GlobalStatus.of(row.getString("status")),
        text(row, "query_prepared"),
        row.getString("protocol"),
        time(row, "create_time"),
        time(row, "update_time"),
        time(row, "finish_time"),
        time(row, "rollback_time"),
        TransOptionsJson.decode(text(row, "options"), saga ? customData : ""),
        customData,
        Objects.requireNonNullElse(row.getLong("next_cron_interval"), 0L),
        time(row, "next_cron_time"),
        text(row, "owner"),
        text(row, "ext_data"),
        text(row, "result"),
        text(row, "rollback_reason"));
  }

  TransBranch branch(Row row) {
    Buffer data = row.getBuffer("bin_data");
    return new TransBranch(
        row.getLong("id"),
        row.getString("gid"),
        row.getString("url"),
        data == null ? ByteString.EMPTY : ByteString.copyFrom(data.getBytes()),
        row.getString("branch_id"),
        BranchOp.of(row.getString("op")),
        BranchStatus.of(row.getString("status")),
        time(row, "create_time"),
        time(row, "update_time"),
        time(row, "finish_time"),
        time(row, "rollback_time"));
  }

  private Instant time(Row row, String column) {
    LocalDateTime time = row.getLocalDateTime(column);
    return time == null ? null : time.atZone(zone).toInstant();
  }

  private static String text(Row row, String column) {
    return Objects.requireNonNullElse(row.getString(column), "");
  }
}
