package eshop.saga;

import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Bounds the calls that are under way to the transaction manager, so that a slow one makes callers
 * fail early instead of filling the memory. Safe for use from many event loops.
 */
final class PendingCalls {
  private final AtomicInteger pending = new AtomicInteger();
  private final int max;

  PendingCalls(int max) {
    this.max = max;
  }

  <T> Future<T> run(Supplier<Future<T>> call) {
    if (pending.incrementAndGet() > max) {
      pending.decrementAndGet();
      return Future.failedFuture(
          new DtmFailure(
              DtmFailure.Kind.NOT_REACHED,
              "Too many calls to the transaction manager are under way; this one was not made",
              null));
    }
    return call.get().onComplete(done -> pending.decrementAndGet());
  }
}
