package eshop.coordinator.model;

import java.time.Instant;

/**
 * A branch status that a run learned and the store does not hold yet. Runs hand these over together
 * with a change of the global row, so that they are written in the same transaction.
 *
 * @param time when it was learned: finish_time and update_time of the row
 */
public record BranchState(String branchId, BranchOp op, BranchStatus status, Instant time) {}
