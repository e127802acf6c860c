package eshop.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eshop.testkit.DeployedService;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a service counts as back, with a probe that answers as told. */
class BranchWatchTest {
  private static final long OFTEN_MS = 20;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final Set<String> away = ConcurrentHashMap.newKeySet();
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final AtomicInteger backs = new AtomicInteger();
  private final AtomicInteger gones = new AtomicInteger();

  @AfterEach
  void close() {
    DeployedService.await(vertx.close());
  }

  @Test
  void serviceThatServesAgainIsBackOnce() {
    away.add("stock:1");
    started("stock:1", "pay:2");
    awaitQuestions("stock:1");
    assertThat(backs).hasValue(1);

    away.clear();

    await().untilAsserted(() -> assertThat(backs).hasValue(2));
    awaitQuestions("stock:1");
    assertThat(backs).hasValue(2);
    assertThat(gones).hasValue(0);
  }

  @Test
  void serviceThatServesNoMoreIsGoneOnce() {
    started("stock:1");
    awaitQuestions("stock:1");

    away.add("stock:1");

    await().untilAsserted(() -> assertThat(gones).hasValue(1));
    awaitQuestions("stock:1");
    assertThat(gones).hasValue(1);
    assertThat(backs).hasValue(1);
  }

  @Test
  void everyEndpointOfAServiceIsWatched() {
    away.add("b:2");
    started("a:1,b:2", "dns:///c:3");
    awaitQuestions("b:2");
    awaitQuestions("c:3");

    away.clear();

    await().untilAsserted(() -> assertThat(backs).hasValue(3));
  }

  @Test
  void oneWatchesAndAnotherTakesItsPlaceWhenItStops() {
    BranchWatch first = started("stock:1");
    awaitQuestions("stock:1");
    asked.clear();
    BranchWatch second = started("pay:2");
    awaitQuestions("stock:1");
    assertThat(asked).doesNotContainKey("pay:2");

    context.runOnContext(v -> first.stop());

    await().atMost(Duration.ofSeconds(15)).until(() -> asked.containsKey("pay:2"));
    context.runOnContext(v -> second.stop());
  }

  private BranchWatch started(String... addresses) {
    BranchWatch watch =
        new BranchWatch(
            vertx, List.of(addresses), this::probe, backs::incrementAndGet, gones::incrementAndGet);
    context.runOnContext(v -> watch.start(OFTEN_MS));
    return watch;
  }

  private Future<Boolean> probe(String host, int port) {
    String address = host + ":" + port;
    asked.computeIfAbsent(address, a -> new AtomicInteger()).incrementAndGet();
    return away.contains(address)
        ? Future.failedFuture("connection refused")
        : Future.succeededFuture(true);
  }

  /** Some more have been asked and answered. */
  private void awaitQuestions(String address) {
    int before = asked.getOrDefault(address, new AtomicInteger()).get();
    await().until(() -> asked.containsKey(address) && asked.get(address).get() > before + 2);
  }
}
