package eshop.coordinator.model;

import java.util.List;
import java.util.Map;

/**
 * What the submitter chose for one saga: dtm's TransOptions plus the two keys that sagas carry in
 * custom_data. A zero means "not set".
 *
 * @param waitResult Submit answers after the first run
 * @param timeoutToFail seconds since creation after which a saga that has not succeeded is aborted
 * @param retryInterval seconds, the first interval between runs
 * @param requestTimeout seconds one branch call may take
 * @param retryLimit how often a run calls branches again at once before it aborts
 * @param branchHeaders metadata added to every branch call
 * @param concurrent actions run side by side, except where {@code orders} says otherwise
 * @param orders step index (from 0) to the indexes of the steps that must succeed before it
 */
public record TransOptions(
    boolean waitResult,
    long timeoutToFail,
    long retryInterval,
    long requestTimeout,
    long retryLimit,
    Map<String, String> branchHeaders,
    boolean concurrent,
    Map<Integer, List<Integer>> orders) {

  /** Nothing chosen: one step after another, retried for ever. */
  public static final TransOptions DEFAULTS =
      new TransOptions(false, 0, 0, 0, 0, Map.of(), false, Map.of());

  /** Keeps private copies of the maps. */
  public TransOptions {
    branchHeaders = Map.copyOf(branchHeaders);
    orders = Map.copyOf(orders);
  }
}
