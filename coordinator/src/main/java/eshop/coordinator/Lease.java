package eshop.coordinator;

import java.time.Instant;

/**
 * The right to run transactions until a time. The owner is a fresh token for every lock, never a
 * node's name: a run that lost its lease must not pass for the run that follows it, even in the
 * same process.
 *
 * @param owner the token, written to trans_global.owner
 * @param now the caller's clock
 * @param until when the lease ends, written to trans_global.next_cron_time
 */
public record Lease(String owner, Instant now, Instant until) {}
