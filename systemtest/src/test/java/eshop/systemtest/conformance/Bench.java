package eshop.systemtest.conformance;

import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * What one scenario works with: sagas of its own, the branches they call and the transaction
 * manager, seen from a test thread, so everything here blocks until it is done or a deadline has
 * passed. Closing stops what the scenario left unfinished.
 */
final class Bench implements AutoCloseable {
  /** Generous: one poller may serve all scenarios one after another, waiting for hung branches. */
  private static final Duration DEADLINE = Duration.ofSeconds(40);

  private static final Duration POLL = Duration.ofMillis(50);

  private final DtmWire wire;
  private final BranchDouble branches;
  private final List<String> gids = new CopyOnWriteArrayList<>();

  Bench(DtmWire wire, BranchDouble branches) {
    this.wire = wire;
    this.branches = branches;
  }

  BranchDouble branches() {
    return branches;
  }

  DtmWire wire() {
    return wire;
  }

  /** A saga with a gid of its own and no steps yet. */
  SagaDraft saga(Wire wire) {
    String gid = "conform-" + UUID.randomUUID();
    gids.add(gid);
    return new SagaDraft(wire, gid, branches);
  }

  DtmAnswer submit(SagaDraft saga) {
    return result(wire.submit(saga));
  }

  HttpResponse<Buffer> get(String api, Map<String, String> query) {
    return result(wire.get(api, query));
  }

  HttpResponse<Buffer> post(String api, SagaDraft saga) {
    return result(wire.post(api, new JsonObject().put("gid", saga.gid())));
  }

  SagaState state(SagaDraft saga) {
    return SagaState.of(get("query", Map.of("gid", saga.gid())).bodyAsJsonObject());
  }

  /** Makes the saga due now, so that the next round of the poller runs it. */
  void fireRetry(SagaDraft saga) {
    post("resetNextCronTime", saga);
  }

  SagaState awaitStatus(SagaDraft saga, String status) {
    return awaitState(saga, state -> state.known() && state.status().equals(status));
  }

  SagaState awaitState(SagaDraft saga, Predicate<SagaState> wanted) {
    return await().atMost(DEADLINE).pollInterval(POLL).until(() -> state(saga), wanted);
  }

  /** Waits until the branch has been called at least so often. */
  void awaitCalls(SagaDraft saga, String branchId, Op op, int atLeast) {
    await()
        .atMost(DEADLINE)
        .pollInterval(POLL)
        .until(() -> branches.calls(saga.gid(), branchId, op).size() >= atLeast);
  }

  <T> T result(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for an answer", e);
    } catch (ExecutionException e) {
      throw new AssertionError("no answer: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("no answer within " + DEADLINE, e);
    }
  }

  @Override
  public void close() {
    for (String gid : gids) {
      branches.release(gid);
      result(wire.post("forceStop", new JsonObject().put("gid", gid)));
    }
  }
}
