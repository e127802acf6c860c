package eshop.coordinator;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/**
 * How much the store writes at once.
 *
 * @param maxBatch sagas in one transaction
 * @param maxWriters transactions of one kind at once
 * @param maxQueue writes of one kind that may wait
 */
record BatchLimits(int maxBatch, int maxWriters, int maxQueue) {
  /**
   * One writer: what waits meanwhile makes the next batch larger, and a commit is the dear part.
   */
  static final BatchLimits DEFAULTS = new BatchLimits(64, 1, 20_000);

  <I, R> GroupCommit<I, R> queue(String name, Function<List<I>, Future<List<R>>> writer) {
    return new GroupCommit<>(name, maxBatch, maxWriters, maxQueue, writer);
  }
}
