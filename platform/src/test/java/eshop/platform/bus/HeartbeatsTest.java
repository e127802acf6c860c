package eshop.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eshop.platform.bus.Heartbeats.Beat;
import eshop.platform.bus.Heartbeats.Peer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One node listens to others that exist as messages only. Its clock is driven by hand. */
class HeartbeatsTest {
  private static final String OTHER = "other";

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicBoolean ready = new AtomicBoolean(true);
  private final List<Set<String>> silent = new CopyOnWriteArrayList<>();
  private final List<Set<String>> notReady = new CopyOnWriteArrayList<>();
  private final List<JsonObject> published = new CopyOnWriteArrayList<>();
  private Vertx vertx;
  private Heartbeats heartbeats;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    vertx.eventBus().<JsonObject>consumer(Heartbeats.ADDRESS, beat -> published.add(beat.body()));
    heartbeats =
        new Heartbeats(
            vertx,
            () -> new Beat("own", "127.0.0.1", 1, ready.get(), Set.of("eshop.own")),
            peers -> {
              silent.add(those(peers, Peer::silent));
              notReady.add(those(peers, peer -> !peer.last().ready()));
            },
            nanos::get);
    vertx.runOnContext(go -> heartbeats.start());
    await().until(() -> !published.isEmpty());
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void itSaysThatItLivesAndWhetherItIsReady() {
    assertThat(published.get(0))
        .isEqualTo(
            new JsonObject(
                """
                {"node":"own","host":"127.0.0.1","port":1,"ready":true,"addresses":["eshop.own"]}
                """));

    ready.set(false);

    await().until(() -> published.stream().anyMatch(beat -> !beat.getBoolean("ready")));
    await().until(() -> notReady.contains(Set.of("own")));
  }

  @Test
  void aNodeThatIsHeardOfNoMoreIsSilentUntilItIsHeardOfAgain() {
    hear(true);
    passUntil(() -> silent.contains(Set.of(OTHER)));

    hear(true);

    await().until(() -> silent.get(silent.size() - 1).isEmpty());
  }

  @Test
  void aNodeThatIsNotReadyIsToldApartFromASilentOne() {
    hear(false);
    await().until(() -> notReady.contains(Set.of(OTHER)));
    assertThat(silent).doesNotContain(Set.of(OTHER));

    hear(true);
    await().until(() -> notReady.get(notReady.size() - 1).isEmpty());
  }

  @Test
  void afterAPauseOfItsOwnItTakesNobodyForSilent() {
    hear(true);
    await().until(() -> published.stream().anyMatch(beat -> beat.getString("node").equals(OTHER)));

    nanos.addAndGet(TimeUnit.SECONDS.toNanos(30));
    int beats = published.size();

    await().until(() -> published.size() > beats + 1);
    assertThat(silent).allMatch(Set::isEmpty);
  }

  private void hear(boolean isReady) {
    Beat beat = new Beat(OTHER, "127.0.0.1", 2, isReady, Set.of());
    vertx.eventBus().publish(Heartbeats.ADDRESS, beat.toJson());
  }

  private static Set<String> those(Map<String, Peer> peers, Predicate<Peer> wanted) {
    return peers.entrySet().stream()
        .filter(peer -> wanted.test(peer.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  @Test
  void whatIsNoHeartbeatIsNotListenedTo() {
    vertx.eventBus().publish(Heartbeats.ADDRESS, new JsonObject().put("node", OTHER));
    vertx.eventBus().publish(Heartbeats.ADDRESS, new JsonObject().put("addresses", 5));
    hear(false);

    await().until(() -> notReady.contains(Set.of(OTHER)));
  }

  /** In steps, as a clock that is looked at twice a second goes. */
  private void passUntil(Callable<Boolean> condition) {
    await()
        .until(
            () -> {
              nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
              return condition.call();
            });
  }
}
