package eshop.coordinator;

import eshop.platform.db.WriteQueue;
import java.util.function.Function;

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

  /**
   * A queue of the coordinator.
   *
   * @param kind of the writes, for the queue's name
   * @param gid of a write: two of one saga are not under way at the same time
   */
  <I, R> WriteQueue<I, R> queue(
      String kind, Function<I, String> gid, WriteQueue.Writer<I, R> writer) {
    return new WriteQueue<>(
        "coordinator." + kind,
        new WriteQueue.Limits(batchMax, writersMax, queueMax),
        new BySaga<>(gid),
        writer);
  }

  private record BySaga<I>(Function<I, String> gid) implements WriteQueue.Grouping<I> {
    @Override
    public Object kind(I write) {
      return BySaga.class;
    }

    @Override
    public Object key(I write) {
      return gid.apply(write);
    }
  }
}
