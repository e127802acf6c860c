package eshop.saga;

import io.vertx.core.Future;

/**
 * Where a service hands in the effect of a branch call. It owns the transaction and the barrier, so
 * that a service neither knows nor cares whether calls are written one by one or many together.
 *
 * @param <E> what the service writes
 */
@FunctionalInterface
public interface BranchWriter<E> {
  /**
   * Writes the effect exactly once, however often dtm repeats the call.
   *
   * @return completes after COMMIT has returned: the effect was applied now, or had been applied by
   *     an earlier call, or is rightly skipped. Fails with {@link BranchRefused} when the business
   *     says no, then all is rolled back and no barrier row stays; any other failure leaves the
   *     outcome to the next try of dtm. The future completes on the caller's context.
   */
  Future<Void> write(BranchContext branch, E effect);
}
