package eshop.coordinator;

import eshop.platform.db.WriteQueue;

/**
 * How much the store writes at once.
 *
 * @param batchMax sagas in one transaction
 * @param writersMax transactions of one kind at once
 * @param queueMax writes of one kind that may wait
 */
record BatchLimits(int batchMax, int writersMax, int queueMax) {
  /**
   * One writer: what waits meanwhile makes the next batch larger, and a commit is the expensive
   * part.
   */
  static final BatchLimits DEFAULTS = new BatchLimits(64, 1, 20_000);

  /** A queue of the coordinator; the name says the kind of write. */
  <I, R> WriteQueue<I, R> queue(String kind, WriteQueue.Writer<I, R> writer) {
    return new WriteQueue<>(
        "coordinator." + kind, new WriteQueue.Limits(batchMax, writersMax, queueMax), null, writer);
  }
}
