package eshop.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which sagas dtm is told of when a service is back, how often, and how fast. */
class SagaWakerTest {
  private static final String PLAIN = "{\"concurrent\":false}";
  private static final WakeConfig FAST = new WakeConfig(true, 500, 10_000);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final WaitingSagasDouble dtm = new WaitingSagasDouble();
  private DtmQuery query;

  @BeforeEach
  void start() throws Exception {
    dtm.start(vertx).await(20, TimeUnit.SECONDS);
    query = DtmQuery.create(vertx, dtm.config());
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void sagasWhoseTriesFailedAreTriedAgainAndThoseAbortingFirst() {
    dtm.knows(gid(1), "submitted", 20, PLAIN);
    dtm.knows(gid(2), "aborting", 40, "");
    dtm.knows(gid(3), "submitted", 14, "{\"retry_interval\":7,\"concurrent\":false}");
    dtm.knows(gid(4), "submitted", 6, "{\"timeout_to_fail\":3,\"concurrent\":false}");

    wake(waker(new WakeConfig(true, 500, 10), 10));

    assertThat(dtm.reset).containsExactlyInAnyOrder(gid(1), gid(2), gid(3), gid(4));
    assertThat(dtm.reset.peek()).isEqualTo(gid(2));
  }

  @Test
  void sagasThatRunForTheFirstTimeOrAreNotOursAreLeftAlone() {
    dtm.knows(gid(1), "submitted", 10, PLAIN);
    dtm.knows(gid(2), "submitted", 700, "{\"retry_interval\":700,\"concurrent\":false}");
    dtm.knows("KwSysDpxcBU9FNhGkn2dCf", "submitted", 640, PLAIN);
    dtm.knows(gid(3), "succeed", 20, PLAIN);

    wake(waker(FAST, 10));

    assertThat(dtm.reset).isEmpty();
  }

  @Test
  void sagaThatFailsOnIsTriedAgainAndInTheEndLeftToItsBackOff() {
    dtm.helps = false;
    dtm.knows(gid(1), "submitted", 20, PLAIN);

    wake(waker(FAST, 1));

    assertThat(dtm.reset).hasSize(SagaWaker.TRIES_MAX).containsOnly(gid(1));
  }

  @Test
  void sagaIsNotTriedOnAndOnWhenTheServiceIsGoneAgain() {
    dtm.helps = false;
    dtm.knows(gid(1), "submitted", 20, PLAIN);
    SagaWaker waker = waker(FAST, 100);
    context.runOnContext(v -> waker.wake());
    await().until(() -> dtm.reset.size() > 1);

    context.runOnContext(v -> waker.gone());

    await().until(() -> !waker.waking());
    assertThat(dtm.reset).hasSizeLessThan(SagaWaker.TRIES_MAX / 2);
  }

  @Test
  void manyAreTriedInSmallPartsUntilThatHelpsAndThenInLargerOnes() {
    int many = 3 * SagaWaker.GROUP;
    for (int i = 0; i < many; i++) {
      dtm.knows(gid(i), "submitted", 20, PLAIN);
    }
    dtm.helps = false;
    SagaWaker waker = waker(FAST, 300);
    context.runOnContext(v -> waker.wake());
    await().until(() -> dtm.reset.size() >= SagaWaker.GROUP);
    assertThat(dtm.reset).hasSize(SagaWaker.GROUP);
    dtm.helps = true;
    await().until(() -> dtm.reset.size() == SagaWaker.GROUP + many);
    assertThat(new HashSet<>(dtm.reset)).hasSize(many);
  }

  @Test
  void rateStaysWithinItsLimit() {
    for (int i = 0; i < 100; i++) {
      dtm.knows(gid(i), "submitted", 20, PLAIN);
    }
    long start = System.nanoTime();

    wake(waker(new WakeConfig(true, 500, 100), 1));

    assertThat(dtm.reset).hasSize(100);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(850));
  }

  @Test
  void sagaThatFailsJustAfterTheReturnIsFoundAtASecondLook() {
    SagaWaker waker = waker(FAST, 500);
    context.runOnContext(v -> waker.wake());
    await().until(waker::waking);
    dtm.knows(gid(1), "submitted", 20, PLAIN);

    await().until(() -> dtm.reset.contains(gid(1)));
  }

  @Test
  void managerThatIsAwayIsAskedAgain() {
    dtm.status = 503;
    dtm.knows(gid(1), "submitted", 20, PLAIN);
    SagaWaker waker = waker(FAST, 100);
    context.runOnContext(v -> waker.wake());
    await().until(waker::waking);
    dtm.status = 200;

    await().until(() -> List.copyOf(dtm.reset).equals(List.of(gid(1))));
  }

  @Test
  void stoppedWakerTellsDtmOfNoMore() {
    for (int i = 0; i < 100; i++) {
      dtm.knows(gid(i), "submitted", 20, PLAIN);
    }
    SagaWaker waker = waker(new WakeConfig(true, 500, 10), 1);
    context.runOnContext(v -> waker.wake());
    await().until(() -> !dtm.reset.isEmpty());
    context.runOnContext(v -> waker.stop());
    await().during(Duration.ofMillis(400)).until(() -> dtm.reset.size() < 5);
  }

  @ParameterizedTest
  @CsvSource({
    "99, 10, 'probeMs must be 100 to 60000, was 99'",
    "60001, 10, 'probeMs must be 100 to 60000, was 60001'",
    "100, 9, 'perSecond must be 10 to 10000, was 9'",
    "100, 10001, 'perSecond must be 10 to 10000, was 10001'",
  })
  void badValuesNameKeyAndRule(int probeMs, int perSecond, String message) {
    assertThatThrownBy(() -> new WakeConfig(true, probeMs, perSecond)).hasMessage(message);
  }

  @Test
  void itIsOnUnlessSaidOtherwise() {
    assertThat(WakeConfig.DEFAULTS).isEqualTo(new WakeConfig(true, 500, 200));
  }

  private SagaWaker waker(WakeConfig config, long pauseMs) {
    return new SagaWaker(vertx, query, config, pauseMs);
  }

  /** Wakes, and waits until that is over. */
  private void wake(SagaWaker waker) {
    CompletableFuture<Void> begun = new CompletableFuture<>();
    context.runOnContext(
        v -> {
          waker.wake();
          begun.complete(null);
        });
    begun.join();
    await().atMost(Duration.ofSeconds(20)).until(() -> !waker.waking());
  }

  private static String gid(int number) {
    return "01KB0000000000000000%06d".formatted(number);
  }
}
