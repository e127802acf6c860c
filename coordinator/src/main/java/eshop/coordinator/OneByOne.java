package eshop.coordinator;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Writes a batch that failed as a whole one member after the other, so that each gets its own. */
final class OneByOne {
  private OneByOne() {}

  /**
   * Answers in the batch's order; fails with the first failure.
   *
   * @param writer writes a batch of one
   */
  static <I, R> Future<List<R>> write(List<I> batch, Function<I, Future<List<R>>> writer) {
    List<R> results = new ArrayList<>(batch.size());
    Future<Void> last = Future.succeededFuture();
    for (I item : batch) {
      last = last.compose(done -> writer.apply(item)).onSuccess(results::addAll).mapEmpty();
    }
    return last.map(results);
  }
}
