package eshop.saga;

import eshop.platform.db.Transactions;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Several branch calls in one database transaction: their barrier rows, the effects that are due,
 * one COMMIT. Either all of it is durable when the future completes, or nothing is.
 *
 * <p>Actions are nearly always due, so their effects are sent right behind the barrier's rows,
 * without waiting for the answer. If then one was not due, all is rolled back and done again in
 * order. {@link Transactions} says what that needs of the connections.
 *
 * @param <E> what the service writes
 */
final class BranchTransaction<E> {
  private static final Map<BranchContext, BranchRefused> NONE_REFUSED = Map.of();

  private final Transactions transactions;
  private final BranchBarrier barrier;
  private final BranchEffects<E> effects;

  /** The transactions stay the caller's to close. */
  BranchTransaction(Transactions transactions, BranchBarrier barrier, BranchEffects<E> effects) {
    this.transactions = transactions;
    this.barrier = barrier;
    this.effects = effects;
  }

  /**
   * Writes the calls, no two of them of the same branch of the same saga.
   *
   * @return after COMMIT: the refused ones, of which nothing is left. Fails with everything rolled
   *     back, or, when the connection was lost, with the outcome unknown
   */
  Future<Map<BranchContext, BranchRefused>> run(List<DueBranch<E>> calls) {
    return transactions.run(open -> write(open, calls));
  }

  /** A transaction that writes nothing; fails as one that writes would. */
  Future<Void> probe() {
    return transactions.run(
        open -> barrier.probe(open).compose(done -> Transactions.rollback(open)).mapEmpty());
  }

  private Future<Map<BranchContext, BranchRefused>> write(
      SqlConnection connection, List<DueBranch<E>> calls) {
    boolean actions = calls.stream().allMatch(BranchTransaction::isAction);
    return (actions ? together(connection, calls) : inOrder(connection, calls))
        .compose(refused -> end(connection, calls, refused));
  }

  private Future<Map<BranchContext, BranchRefused>> together(
      SqlConnection connection, List<DueBranch<E>> calls) {
    Future<Set<BranchContext>> entered = enter(connection, calls);
    Future<Map<BranchContext, BranchRefused>> applied = apply(connection, calls);
    return Future.join(entered, applied)
        .transform(both -> entered)
        .compose(
            due ->
                due.size() == calls.size()
                    ? applied
                    : Transactions.rollback(connection)
                        .compose(undone -> inOrder(connection, calls)));
  }

  private Future<Map<BranchContext, BranchRefused>> inOrder(
      SqlConnection connection, List<DueBranch<E>> calls) {
    return enter(connection, calls).compose(due -> apply(connection, due(calls, due)));
  }

  private Future<Set<BranchContext>> enter(SqlConnection connection, List<DueBranch<E>> calls) {
    return barrier.enter(connection, calls.stream().map(DueBranch::branch).toList());
  }

  private Future<Map<BranchContext, BranchRefused>> apply(
      SqlConnection connection, List<DueBranch<E>> due) {
    if (due.isEmpty()) {
      return Future.succeededFuture(NONE_REFUSED);
    }
    return Future.succeededFuture(due).compose(calls -> effects.apply(connection, calls));
  }

  /** The rows of refused members go, so that a repeat can work; those of the others stay. */
  private Future<Map<BranchContext, BranchRefused>> end(
      SqlConnection connection,
      List<DueBranch<E>> calls,
      Map<BranchContext, BranchRefused> refused) {
    if (refused.size() == calls.size()) {
      return Transactions.rollback(connection).map(refused);
    }
    Future<Void> left =
        refused.isEmpty() ? Future.succeededFuture() : barrier.leave(connection, refused.keySet());
    return left.compose(done -> Transactions.commit(connection)).map(refused);
  }

  private static <E> List<DueBranch<E>> due(List<DueBranch<E>> calls, Set<BranchContext> due) {
    List<DueBranch<E>> result = new ArrayList<>(due.size());
    for (DueBranch<E> call : calls) {
      if (due.contains(call.branch())) {
        result.add(call);
      }
    }
    return result;
  }

  private static boolean isAction(DueBranch<?> call) {
    return call.branch().op() == BranchOp.ACTION;
  }
}
