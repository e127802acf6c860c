package eshop.coordinator;

import eshop.coordinator.model.GlobalStatus;
import java.time.Instant;

/**
 * How one run of a saga ended.
 *
 * @param status the last status known to be durable
 * @param reason the rollback reason, empty if there is none
 * @param next when the saga is to run again; null if it has ended or the run was lost
 * @param lost the run stopped without knowing what the store holds: its lease was taken, or a write
 *     failed. Whoever locks the saga next goes on from the store.
 */
record RunEnd(GlobalStatus status, String reason, Instant next, boolean lost) {}
