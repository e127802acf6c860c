package eshop.saga;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hands sagas to the transaction manager over its HTTP API, by dtm's own Java client. That client
 * blocks, and here is where it meets Vert.x: on workers of its own, as many as there may be
 * connections. Usable from any event loop.
 *
 * <p>Branches of such a saga are {@code http://} URLs and its payloads are JSON text.
 */
public final class DtmHttpClient implements SagaSubmitter {
  private static final String WORKERS = "dtm-http-client";

  private final Vertx vertx;
  private final DtmConfig config;
  private final WorkerExecutor workers;
  private final DtmJavaClient client;
  private final PendingCalls pending;

  private DtmHttpClient(Vertx vertx, DtmConfig config) {
    this.vertx = vertx;
    this.config = config;
    this.workers = vertx.createSharedWorkerExecutor(WORKERS, config.httpConnections());
    this.client = new DtmJavaClient(config);
    this.pending = new PendingCalls(config.maxPending());
  }

  /** A client on the given Vert.x; connections are opened when needed. Close it when done. */
  public static DtmHttpClient create(Vertx vertx, DtmConfig config) {
    return new DtmHttpClient(vertx, config);
  }

  @Override
  public Future<Void> submit(Saga saga) {
    return pending.run(() -> withDeadline(saga));
  }

  @Override
  public Future<Void> close() {
    return workers.close();
  }

  /** Who comes first, worker or deadline, decides whether the saga is sent at all. */
  private Future<Void> withDeadline(Saga saga) {
    Promise<Void> answer = Promise.promise();
    AtomicBoolean decided = new AtomicBoolean();
    int deadlineMs = saga.options().waitResult() ? config.waitDeadlineMs() : config.deadlineMs();
    long timer =
        vertx.setTimer(
            deadlineMs, id -> answer.tryFail(late(decided.compareAndSet(false, true), deadlineMs)));
    workers
        .executeBlocking(
            () -> {
              if (decided.compareAndSet(false, true)) {
                client.submit(saga);
              }
              return null;
            },
            false)
        .onSuccess(sent -> answer.tryComplete())
        .onFailure(answer::tryFail);
    return answer.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  private static DtmFailure late(boolean unsent, int deadlineMs) {
    return unsent
        ? new DtmFailure(
            DtmFailure.Kind.NOT_REACHED,
            "The transaction manager was not reached within " + deadlineMs + " ms",
            null)
        : new DtmFailure(
            DtmFailure.Kind.OUTCOME_UNKNOWN,
            "The transaction manager gave no answer within " + deadlineMs + " ms",
            null);
  }
}
