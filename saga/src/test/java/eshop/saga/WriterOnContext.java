package eshop.saga;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Hands the calls of a test's thread to a writer on one context, as a writer wants it: from another
 * thread a call could pass unseen between the end of one transaction and the next.
 */
record WriterOnContext<E>(Context context, BranchWriter<E> writer) implements BranchWriter<E> {
  WriterOnContext(Vertx vertx, BranchWriter<E> writer) {
    this(vertx.getOrCreateContext(), writer);
  }

  @Override
  public Future<Void> write(BranchContext branch, E effect) {
    return Future.future(
        answer -> context.runOnContext(v -> writer.write(branch, effect).onComplete(answer)));
  }
}
