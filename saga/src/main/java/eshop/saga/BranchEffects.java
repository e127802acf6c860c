package eshop.saga;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Map;

/**
 * The business statements of a service's branches, implemented by its repository. A {@link
 * BranchWriter} calls it once the barrier says that the effects are due.
 *
 * @param <E> what the service writes: a record or a sealed family of records, action and
 *     compensation alike
 */
@FunctionalInterface
public interface BranchEffects<E> {
  /**
   * Writes the effects on the given connection, inside the writer's transaction: as few statements
   * as possible, those on the most wanted rows last and always in the same order of keys, so that
   * two writers cannot wait for each other.
   *
   * <p>All of it must go through this connection and nothing else may be touched: when the
   * transaction fails it is rolled back and this method is called again, with the same branches or
   * one at a time. Begin, commit and rollback are not its business.
   *
   * @param due one or more, each branch of a saga at most once
   * @return the branches that the business refuses, with the reason; nothing of theirs may have
   *     been written, and the others' effects must be. Fails when the database does: then which
   *     branch is to blame is found by writing them one at a time
   */
  Future<Map<BranchContext, BranchRefused>> apply(SqlConnection connection, List<DueBranch<E>> due);
}
