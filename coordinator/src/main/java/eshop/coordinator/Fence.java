package eshop.coordinator;

import eshop.coordinator.model.GlobalStatus;

/**
 * What must still be true of the global row for a run's write to count. A write whose fence does
 * not hold changes nothing and answers false; the run then stops without another call.
 *
 * @param owner the token of the run's lease
 * @param status the status the run believes in
 */
public record Fence(String gid, String owner, GlobalStatus status) {}
