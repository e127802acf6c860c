package eshop.systemtest.conformance;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives every scenario a {@link Bench}. The transaction manager and the branches behind it are
 * started once for all classes of the suite.
 */
final class ConformanceExtension implements ParameterResolver, ExecutionCondition {
  private static final Namespace SUITE = Namespace.create(ConformanceExtension.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return TransactionManager.given().isPresent()
        ? ConditionEvaluationResult.enabled("a transaction manager was named")
        : ConditionEvaluationResult.disabled("name a running dtm: -Ddtm.grpc and -Ddtm.http");
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Bench.class;
  }

  @Override
  public Bench resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Suite suite =
        context
            .getRoot()
            .getStore(SUITE)
            .getOrComputeIfAbsent(Suite.class, k -> Suite.start(), Suite.class);
    return context
        .getStore(SUITE)
        .getOrComputeIfAbsent(Bench.class, k -> new Bench(suite.wire, suite.branches), Bench.class);
  }

  /** What all scenarios share. */
  private record Suite(Vertx vertx, DtmWire wire, BranchDouble branches) implements AutoCloseable {

    static Suite start() {
      Vertx vertx = Vertx.vertx();
      BranchDouble branches =
          BranchDouble.start(vertx)
              .toCompletionStage()
              .toCompletableFuture()
              .orTimeout(20, TimeUnit.SECONDS)
              .join();
      TransactionManager manager = TransactionManager.given().orElseThrow();
      return new Suite(vertx, new DtmWire(vertx, manager), branches);
    }

    @Override
    public void close() {
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(20, TimeUnit.SECONDS)
          .join();
    }
  }
}
