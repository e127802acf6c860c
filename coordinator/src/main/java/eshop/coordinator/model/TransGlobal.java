package eshop.coordinator.model;

import java.time.Instant;

/**
 * One row of dtm's table trans_global. Text columns are never null here (empty instead); times are
 * null where the column is.
 *
 * @param id database id, 0 before it is saved
 * @param transType "saga", the only type that runs here
 * @param protocol "grpc" or "http": how it was submitted, and how bare branch URLs are called
 * @param customData custom_data as it was sent; its two known keys are read into {@code options}
 * @param nextCronInterval seconds, the interval that led to {@code nextCronTime}
 * @param nextCronTime when the next run is due, or, while {@code owner} runs it, when its lease
 *     ends
 * @param owner token of the lease, empty while nobody runs it
 */
public record TransGlobal(
    long id,
    String gid,
    String transType,
    GlobalStatus status,
    String queryPrepared,
    String protocol,
    Instant createTime,
    Instant updateTime,
    Instant finishTime,
    Instant rollbackTime,
    TransOptions options,
    String customData,
    long nextCronInterval,
    Instant nextCronTime,
    String owner,
    String extData,
    String result,
    String rollbackReason) {

  /** A transaction as a submitter describes it; the runner adds times, lease and first interval. */
  public static TransGlobal described(
      String gid, String protocol, TransOptions options, String customData) {
    return new TransGlobal(
        0,
        gid,
        "saga",
        GlobalStatus.SUBMITTED,
        "",
        protocol,
        null,
        null,
        null,
        null,
        options,
        customData,
        0,
        null,
        "",
        "",
        "",
        "");
  }

  /** The same transaction as it is first saved: created now, in this status, with this lease. */
  public TransGlobal created(
      GlobalStatus first, Instant now, long interval, Instant next, String firstOwner) {
    return new TransGlobal(
        id,
        gid,
        transType,
        first,
        queryPrepared,
        protocol,
        now,
        now,
        null,
        null,
        options,
        customData,
        interval,
        next,
        firstOwner,
        extData,
        result,
        rollbackReason);
  }
}
