package eshop.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.testkit.engine.EngineTestKit;

class NoBlockedThreadsTest {
  @Test
  void testThatBlocksAnEventLoopFails() {
    EngineTestKit.engine("junit-jupiter")
        .configurationParameter("junit.jupiter.conditions.deactivate", "*EnabledIf*")
        .selectors(selectClass(Blocking.class))
        .execute()
        .testEvents()
        .assertStatistics(statistics -> statistics.failed(1));
  }

  /** Runs only when the test above starts it. */
  @ExtendWith(NoBlockedThreads.class)
  @EnabledIfSystemProperty(named = "never", matches = "set")
  static class Blocking {
    @Test
    void blocks() throws Exception {
      VertxOptions impatient =
          new VertxOptions()
              .setBlockedThreadCheckInterval(5)
              .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
              .setMaxEventLoopExecuteTime(10)
              .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS);
      Vertx vertx = Vertx.vertx(impatient);
      CountDownLatch never = new CountDownLatch(1);
      CountDownLatch done = new CountDownLatch(1);
      vertx.runOnContext(
          v -> {
            try {
              assertThat(never.await(300, TimeUnit.MILLISECONDS)).isFalse();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            done.countDown();
          });
      assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
      vertx.close().await(20, TimeUnit.SECONDS);
    }
  }
}
