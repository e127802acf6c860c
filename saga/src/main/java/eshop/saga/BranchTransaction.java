package eshop.saga;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
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
 * order. That needs connections with autocommit off: a statement behind one that ended the
 * transaction (a deadlock does) must not be committed by itself.
 *
 * @param <E> what the service writes
 */
final class BranchTransaction<E> {
  private static final String AUTOCOMMIT = "SELECT @@SESSION.autocommit";
  private static final String COMMIT = "COMMIT";
  private static final String ROLLBACK = "ROLLBACK";

  private final Pool pool;
  private final BranchBarrier barrier;
  private final BranchEffects<E> effects;
  private boolean checked;

  /**
   * Writes through the pool, whose connections have autocommit off.
   *
   * @param pool stays the caller's to close
   */
  BranchTransaction(Pool pool, BranchBarrier barrier, BranchEffects<E> effects) {
    this.pool = pool;
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
    return pool.getConnection()
        .compose(
            connection ->
                usable(connection)
                    .compose(open -> inTransaction(open, calls))
                    .eventually(connection::close));
  }

  /** Asked once: all connections of a pool are set up alike. */
  private Future<SqlConnection> usable(SqlConnection connection) {
    if (checked) {
      return Future.succeededFuture(connection);
    }
    return connection
        .query(AUTOCOMMIT)
        .execute()
        .compose(
            set -> {
              if (set.iterator().next().getInteger(0) != 0) {
                return Future.failedFuture(
                    new IllegalStateException("a branch writer's pool must have autocommit off"));
              }
              checked = true;
              return Future.succeededFuture(connection);
            });
  }

  private Future<Map<BranchContext, BranchRefused>> inTransaction(
      SqlConnection connection, List<DueBranch<E>> calls) {
    boolean actions = calls.stream().allMatch(call -> call.branch().op() == BranchOp.ACTION);
    return (actions ? together(connection, calls) : inOrder(connection, calls))
        .compose(refused -> end(connection, calls, refused))
        .recover(failure -> rolledBack(connection, failure));
  }

  private Future<Map<BranchContext, BranchRefused>> together(
      SqlConnection connection, List<DueBranch<E>> calls) {
    Future<Set<BranchContext>> entered = enter(connection, calls);
    Future<Map<BranchContext, BranchRefused>> applied = write(connection, calls);
    return Future.join(entered, applied)
        .transform(both -> entered)
        .compose(
            due ->
                due.size() == calls.size()
                    ? applied
                    : connection
                        .query(ROLLBACK)
                        .execute()
                        .compose(undone -> inOrder(connection, calls)));
  }

  private Future<Map<BranchContext, BranchRefused>> inOrder(
      SqlConnection connection, List<DueBranch<E>> calls) {
    return enter(connection, calls).compose(due -> write(connection, due(calls, due)));
  }

  private Future<Set<BranchContext>> enter(SqlConnection connection, List<DueBranch<E>> calls) {
    return barrier.enter(connection, calls.stream().map(DueBranch::branch).toList());
  }

  private Future<Map<BranchContext, BranchRefused>> write(
      SqlConnection connection, List<DueBranch<E>> due) {
    if (due.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return Future.succeededFuture(due).compose(calls -> effects.apply(connection, calls));
  }

  /** The rows of refused members go, so that a repeat can work; those of the others stay. */
  private Future<Map<BranchContext, BranchRefused>> end(
      SqlConnection connection,
      List<DueBranch<E>> calls,
      Map<BranchContext, BranchRefused> refused) {
    if (refused.size() == calls.size()) {
      return connection.query(ROLLBACK).execute().map(refused);
    }
    Future<Void> left =
        refused.isEmpty() ? Future.succeededFuture() : barrier.leave(connection, refused.keySet());
    return left.compose(done -> connection.query(COMMIT).execute()).map(refused);
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

  /** The first failure is the one that tells what happened, whatever becomes of the rollback. */
  private static <T> Future<T> rolledBack(SqlConnection connection, Throwable failure) {
    return connection.query(ROLLBACK).execute().transform(done -> Future.failedFuture(failure));
  }
}
