package eshop.coordinator;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Puts writes that arrive while others are being committed into one transaction. A write that finds
 * nothing under way starts at once, so one saga alone waits for nobody; under load the batches grow
 * by themselves.
 *
 * <p>Not thread-safe: every call comes from one Vert.x context, and the writer's futures complete
 * there.
 *
 * @param <I> a write
 * @param <R> its result
 */
final class GroupCommit<I, R> {
  private record Entry<I, R>(I item, Promise<R> promise) {}

  private final String name;
  private final int maxBatch;
  private final int maxWriters;
  private final int maxQueue;
  private final Function<List<I>, Future<List<R>>> writer;
  private final ArrayDeque<Entry<I, R>> queue = new ArrayDeque<>();
  private int writers;

  /**
   * @param name for the message when the queue is full
   * @param maxBatch writes in one transaction at most
   * @param maxWriters transactions at once at most
   * @param maxQueue writes that may wait; one more fails
   * @param writer writes a batch and answers in its order; if it fails, all of the batch fail
   */
  GroupCommit(
      String name,
      int maxBatch,
      int maxWriters,
      int maxQueue,
      Function<List<I>, Future<List<R>>> writer) {
    this.name = name;
    this.maxBatch = maxBatch;
    this.maxWriters = maxWriters;
    this.maxQueue = maxQueue;
    this.writer = writer;
  }

  /** Completes after the commit of the batch that the write came into. */
  Future<R> add(I item) {
    if (queue.size() >= maxQueue) {
      return Future.failedFuture(
          new IllegalStateException(name + ": " + maxQueue + " writes wait for the database"));
    }
    Promise<R> promise = Promise.promise();
    queue.add(new Entry<>(item, promise));
    if (writers < maxWriters) {
      writeNext();
    }
    return promise.future();
  }

  private void writeNext() {
    List<Entry<I, R>> batch = new ArrayList<>();
    while (batch.size() < maxBatch && !queue.isEmpty()) {
      batch.add(queue.poll());
    }
    if (batch.isEmpty()) {
      return;
    }
    writers++;
    write(batch)
        .onComplete(
            done -> {
              writers--;
              writeNext();
              for (int i = 0; i < batch.size(); i++) {
                if (done.succeeded()) {
                  batch.get(i).promise().complete(done.result().get(i));
                } else {
                  batch.get(i).promise().fail(done.cause());
                }
              }
            });
  }

  private Future<List<R>> write(List<Entry<I, R>> batch) {
    try {
      return writer.apply(batch.stream().map(Entry::item).toList());
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }
}
