package eshop.saga;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

/**
 * The business statements of a service's branches, implemented by its repository. A {@link
 * BranchWriter} calls it once the barrier says that the effect is due.
 *
 * @param <E> what the service writes: a record or a sealed family of records, action and
 *     compensation alike
 */
@FunctionalInterface
public interface BranchEffects<E> {
  /**
   * Writes the effect on the given connection, inside the writer's transaction.
   *
   * <p>All of it must go through this connection and nothing else may be touched: after a deadlock
   * the transaction is rolled back and this method is called again with another one. Other effects
   * may share the transaction, so begin, commit and rollback are not its business. Put the
   * statement on the most wanted row last.
   *
   * @return fails with {@link BranchRefused} when the business says no; any other failure means
   *     that dtm will repeat the call
   */
  Future<Void> apply(SqlConnection connection, BranchContext branch, E effect);
}
