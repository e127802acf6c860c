package eshop.saga;

import io.vertx.core.Future;

/**
 * What a service does on a branch call.
 *
 * @param <Q> the request message
 */
@FunctionalInterface
public interface BranchHandler<Q> {
  /**
   * Handles one call on the event loop it came in on.
   *
   * @return completes once the effect is durable; {@link BranchRefused} rolls the saga back, any
   *     other failure makes dtm repeat the call
   */
  Future<Void> handle(BranchContext branch, Q request);
}
