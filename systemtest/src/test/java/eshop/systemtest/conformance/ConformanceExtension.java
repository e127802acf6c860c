package eshop.systemtest.conformance;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.VertxPrometheusOptions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives every scenario a {@link Bench}. The transaction manager and the branches behind it are
 * started once for all classes of the suite.
 */
final class ConformanceExtension implements ParameterResolver {
  private static final int START_STOP_S = 60;
  private static final Namespace SUITE = Namespace.create(ConformanceExtension.class);

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
  private record Suite(
      Vertx vertx, DtmWire wire, BranchDouble branches, Optional<ManagerProcess> dtm)
      implements AutoCloseable {

    static Suite start() {
      Vertx vertx = Vertx.builder().with(new VertxOptions().setMetricsOptions(metrics())).build();
      Optional<ManagerProcess> dtm = ManagerProcess.dtmIfGiven();
      TransactionManager manager =
          dtm.map(ManagerProcess::manager)
              .or(TransactionManager::given)
              .orElseGet(() -> done(EmbeddedCoordinator.start(vertx)));
      return new Suite(vertx, new DtmWire(vertx, manager), done(BranchDouble.start(vertx)), dtm);
    }

    @Override
    public void close() {
      dtm.ifPresent(ManagerProcess::close);
      done(vertx.close());
    }

    /** As a node has them: the embedded coordinator serves them like dtm. */
    private static MetricsOptions metrics() {
      return new MicrometerMetricsOptions()
          .setPrometheusOptions(new VertxPrometheusOptions().setEnabled(true))
          .setEnabled(true);
    }

    private static <T> T done(Future<T> future) {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(START_STOP_S, TimeUnit.SECONDS)
          .join();
    }
  }
}
