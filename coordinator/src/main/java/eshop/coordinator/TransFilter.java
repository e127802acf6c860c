package eshop.coordinator;

import java.time.Instant;

/**
 * Which transactions to list, newest first.
 *
 * @param position only ids below this one; 0 means from the newest
 * @param limit at most this many
 * @param status dtm's word, or empty for all
 * @param transType or empty for all
 * @param createTimeStart inclusive, or null
 * @param createTimeEnd inclusive, or null
 */
public record TransFilter(
    long position,
    int limit,
    String status,
    String transType,
    Instant createTimeStart,
    Instant createTimeEnd) {}
