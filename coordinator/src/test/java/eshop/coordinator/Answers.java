package eshop.coordinator;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Brings asynchronous answers into a test thread, with one generous deadline. */
final class Answers {
  private static final long DEADLINE_S = 30;

  private Answers() {}

  static <T> T of(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(DEADLINE_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("no answer within " + DEADLINE_S + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The cause of a future that must fail. */
  static Throwable failureOf(Future<?> future) {
    return of(future.<Throwable>mapEmpty().otherwise(e -> e));
  }
}
