package eshop.coordinator.model;

import com.google.protobuf.ByteString;
import java.time.Instant;

/**
 * One row of dtm's table trans_branch_op: one operation of one step. A step has two, with the same
 * branch id and payload; in a list the compensation stands before its action.
 *
 * @param id database id, 0 before it is saved
 * @param url empty means: nothing to call, counts as success
 * @param payload the bytes sent to the branch, the same for action and compensation
 * @param branchId "01", "02", …: the step
 */
public record TransBranch(
    long id,
    String gid,
    String url,
    ByteString payload,
    String branchId,
    BranchOp op,
    BranchStatus status,
    Instant createTime,
    Instant updateTime,
    Instant finishTime,
    Instant rollbackTime) {

  /** A branch that is not saved, or whose row does not matter. */
  public TransBranch(
      String gid,
      String url,
      ByteString payload,
      String branchId,
      BranchOp op,
      BranchStatus status,
      Instant createTime,
      Instant updateTime,
      Instant finishTime,
      Instant rollbackTime) {
    this(
        0,
        gid,
        url,
        payload,
        branchId,
        op,
        status,
        createTime,
        updateTime,
        finishTime,
        rollbackTime);
  }

  /** A branch as it is first saved. */
  public static TransBranch prepared(
      String gid, String branchId, BranchOp op, String url, ByteString payload, Instant now) {
    return new TransBranch(
        gid, url, payload, branchId, op, BranchStatus.PREPARED, now, now, null, null);
  }
}
