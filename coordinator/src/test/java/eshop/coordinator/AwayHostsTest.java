package eshop.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hosts that come and go, with time moved by hand and a probe that answers as told. */
class AwayHostsTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final WakeConfig NO_TIMER = new WakeConfig(true, 60_000, 1_000, 30_000);

  private final Context context = VERTX.getOrCreateContext();
  private Instant now = Sagas.START;
  private boolean serves;
  private int probes;
  private int wakes;
  private AwayHosts hosts;

  @BeforeEach
  void make() throws Exception {
    on(() -> hosts = make(NO_TIMER));
  }

  private AwayHosts make(WakeConfig config) {
    return new AwayHosts(VERTX, config, this::probe, () -> wakes++, () -> now);
  }

  @AfterEach
  void stop() throws Exception {
    on(() -> hosts.stop());
  }

  @AfterAll
  static void close() throws Exception {
    VERTX.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void hostThatServesAgainWakesOnceAndIsAskedNoMore() throws Exception {
    note(true);
    look();
    assertThat(wakes).isZero();
    serves = true;
    look();
    look();
    assertThat(wakes).isEqualTo(1);
    assertThat(probes).isEqualTo(2);
  }

  @Test
  void hostThatAnswersWithFaultsButServesWakesNobody() throws Exception {
    serves = true;
    note(false);
    look();
    look();
    assertThat(wakes).isZero();
    assertThat(probes).isEqualTo(1);
  }

  @Test
  void hostThatFoundItselfUnfitWakesWhenItIsFit() throws Exception {
    note(false);
    look();
    serves = true;
    look();
    assertThat(wakes).isEqualTo(1);
  }

  @Test
  void flappingHostWakesAtGrowingPauses() throws Exception {
    serves = true;
    Instant end = now.plus(Duration.ofMinutes(5));
    while (now.isBefore(end)) {
      note(true);
      look();
      now = now.plusMillis(500);
    }
    assertThat(wakes).isBetween(10, 15);
  }

  @Test
  void hostThatWasWellForLongIsWokenForAtOnceAgain() throws Exception {
    serves = true;
    for (int i = 0; i < 100; i++) {
      note(true);
      look();
      now = now.plusMillis(500);
    }
    now = now.plusSeconds(30);
    look();
    now = now.plus(Duration.ofMinutes(2));
    int before = wakes;
    note(true);
    look();
    now = now.plusSeconds(2);
    note(true);
    look();
    assertThat(wakes).isEqualTo(before + 2);
  }

  @Test
  void onlySoManyHostsAreAsked() throws Exception {
    on(
        () -> {
          for (int port = 1; port <= 1_000; port++) {
            hosts.note("127.0.0.1", port, true);
          }
        });
    look();
    assertThat(probes).isEqualTo(AwayHosts.HOSTS_MAX);
  }

  @Test
  void hostNobodyAsksForAnyMoreIsForgotten() throws Exception {
    note(true);
    now = now.plus(AwayHosts.FORGET).plusSeconds(1);
    look();
    assertThat(probes).isZero();
  }

  @Test
  void nothingIsAskedWhenItIsOff() throws Exception {
    on(() -> hosts = make(new WakeConfig(false, null, null, null)));
    note(true);
    look();
    assertThat(probes).isZero();
  }

  private Future<Boolean> probe(String host, int port) {
    probes++;
    return serves ? Future.succeededFuture(true) : Future.failedFuture("refused");
  }

  private void note(boolean unreachable) throws Exception {
    on(() -> hosts.note("127.0.0.1", 1, unreachable));
  }

  private void look() throws Exception {
    on(() -> hosts.look());
    on(() -> {});
  }

  private void on(Runnable action) throws Exception {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        v -> {
          action.run();
          done.complete();
        });
    done.future().await(20, TimeUnit.SECONDS);
  }
}
