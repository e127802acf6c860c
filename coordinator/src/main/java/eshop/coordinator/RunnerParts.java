package eshop.coordinator;

import eshop.coordinator.saga.RetryPolicy;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What runs are made of, and the one context they live on: all their state is touched there only,
 * whichever thread a store or a caller answers on.
 */
record RunnerParts(
    Vertx vertx,
    Context context,
    TransStore store,
    BranchCaller caller,
    RunnerOptions options,
    InstantSource clock,
    RunLog log,
    String process,
    AtomicLong locks) {

  static RunnerParts of(
      Vertx vertx,
      TransStore store,
      BranchCaller caller,
      RunnerOptions options,
      InstantSource clock) {
    String process = UUID.randomUUID().toString();
    return new RunnerParts(
        vertx,
        vertx.getOrCreateContext(),
        store,
        caller,
        options,
        clock,
        new RunLog(),
        process,
        new AtomicLong());
  }

  Instant now() {
    return clock.instant();
  }

  RetryPolicy retryPolicy() {
    return new RetryPolicy(
        options.retryInterval().toSeconds(), options.retryIntervalMax().toSeconds());
  }

  /** A lease with a token that was never used before. */
  Lease newLease() {
    Instant now = now();
    return new Lease(process + "-" + locks.incrementAndGet(), now, now.plus(options.lease()));
  }

  /**
   * The same future, completing on the runner's context within a time. The timer is this event
   * loop's: {@link Future#timeout} of a future without a context wakes a thread of its own, a tenth
   * of what an order costs.
   */
  <T> Future<T> here(Future<T> future, long limitMs) {
    Promise<T> promise = Promise.promise();
    long timer =
        vertx.setTimer(
            limitMs,
            fired -> promise.tryFail(new TimeoutException("no answer within " + limitMs + " ms")));
    here(future)
        .onComplete(
            done -> {
              vertx.cancelTimer(timer);
              if (done.succeeded()) {
                promise.tryComplete(done.result());
              } else {
                promise.tryFail(done.cause());
              }
            });
    return promise.future();
  }

  /** The same future, completing on the runner's context. */
  <T> Future<T> here(Future<T> future) {
    return Future.future(
        promise ->
            future.onComplete(
                (result, failure) -> {
                  if (Vertx.currentContext() == context) {
                    promise.complete(result, failure);
                  } else {
                    context.runOnContext(v -> promise.complete(result, failure));
                  }
                }));
  }
}
