package eshop.saga;

import java.util.List;

/**
 * Where a saga stands, as the transaction manager tells it.
 *
 * @param gid the saga
 * @param status dtm's word: prepared, submitted, aborting, succeed or failed
 * @param rollbackReason why it is or was rolled back; empty when it is not. dtm writes a refusal as
 *     {@code url:<url> return failed: <message> FAILURE}, so strip the URL before showing it
 * @param branches one entry an op of a step
 */
public record TransStatus(
    String gid, String status, String rollbackReason, List<BranchStatus> branches) {

  /**
   * Where one op of a step stands.
   *
   * @param branchId "01" and so on
   * @param op action or compensate
   * @param status dtm's word: prepared, succeed or failed
   * @param url what is called for it
   */
  public record BranchStatus(String branchId, String op, String status, String url) {}

  /** Keeps an own copy of the branches. */
  public TransStatus {
    branches = List.copyOf(branches);
  }

  /** Whether the status will never change again. */
  public boolean isFinal() {
    return status.equals("succeed") || status.equals("failed");
  }
}
