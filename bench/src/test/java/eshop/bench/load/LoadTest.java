package eshop.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.bench.ShopDouble;
import eshop.bench.mix.CouponRange;
import eshop.bench.mix.Mix;
import eshop.bench.mix.MixOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTest {
  private static final int PATIENCE_S = 60;
  private static final MixOptions MIX = new MixOptions(MixOptions.Shape.HOT, 1, 0, 0, 0, 10, 1);

  private final List<String> acknowledged = new ArrayList<>();
  private ShopDouble shop;

  @BeforeEach
  void open() throws Exception {
    shop = new ShopDouble();
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void openLoopSendsEveryArrivalOfItsScheduleWhateverTheAnswersTake() throws Exception {
    shop.answer((number, request) -> later(number, request, 150));

    Tally tally = run(5, 50, 0);

    assertThat(shop.bodies()).hasSize(50);
    assertThat(tally.latencyUs().getTotalCount()).isEqualTo(50);
  }

  @Test
  void openLoopCountsTheWaitForABusyConnectionFromTheIntendedTime() throws Exception {
    shop.answer((number, request) -> later(number, request, 40));

    Tally tally = run(1, 50, 0);

    // 50 orders of 40 ms each on one connection, sent within one second: the last waits a second.
    assertThat(tally.latencyUs().getMaxValue()).isGreaterThan(900_000);
    assertThat(shop.mostOpen()).isEqualTo(1);
  }

  @Test
  void openLoopCountsItsOwnDelayFromTheIntendedTimeToo() throws Exception {
    Tally tally = run(50, 50, 0, System.nanoTime() - 500_000_000);

    assertThat(tally.latencyUs().getTotalCount()).isEqualTo(50);
    assertThat(tally.latencyUs().getMaxValue()).isGreaterThan(490_000);
  }

  @Test
  void openLoopGoesOnAfterArrivalsThatWereTooLateToSend() throws Exception {
    shop.answer((number, request) -> later(number, request, number <= 2 ? 1_900 : 1));

    Tally tally = run(1, 2, 4);

    // Two answers of 1.9 s make arrivals late by more than the time limit of 2 s, but not the last.
    assertThat(tally.errorsInAll()).isPositive();
    assertThat(tally.latencyUs().getTotalCount()).isEqualTo(2);
    assertThat(tally.acknowledgedInAll()).isEqualTo(shop.bodies().size());
    assertThat(tally.acknowledgedInAll() + tally.errorsInAll()).isEqualTo(10);
  }

  @Test
  void closedLoopHasOneOrderAClientUnderWay() throws Exception {
    shop.answer((number, request) -> later(number, request, 5));

    Tally tally = run(4, 0, 0);

    assertThat(shop.mostOpen()).isEqualTo(4);
    assertThat(tally.acknowledgedInAll()).isEqualTo(shop.bodies().size());
    assertThat(acknowledged).hasSize(shop.bodies().size()).doesNotHaveDuplicates();
  }

  @Test
  void ordersOfTheWarmUpAreSentAndNotCounted() throws Exception {
    Tally tally = run(1, 50, 1);

    assertThat(tally.acknowledgedInAll()).isEqualTo(100);
    assertThat(tally.latencyUs().getTotalCount()).isEqualTo(50);
  }

  @Test
  void errorsAreCountedByKind() throws Exception {
    shop.answer(
        (number, request) -> {
          switch (number % 5) {
            case 0 -> request.response().setStatusCode(429).end();
            case 1 -> request.response().end("{\"code\":7}");
            case 2 -> request.response().end("no JSON");
            case 3 -> request.connection().close();
            default -> ShopDouble.ok(request, number);
          }
        });

    Tally tally = run(1, 50, 0);

    assertThat(tally.errors())
        .containsEntry("HTTP 429", 10L)
        .containsEntry("code 7", 10L)
        .containsEntry("answer is not the documented JSON", 10L)
        .hasSize(4);
    assertThat(tally.errorsInAll()).isEqualTo(40);
    assertThat(tally.acknowledgedInAll()).isEqualTo(10);
  }

  @Test
  void anAnswerThatDoesNotComeIsATimeout() throws Exception {
    shop.answer((number, request) -> {});

    Tally tally = run(2, 0, 0);

    assertThat(tally.errors()).containsOnlyKeys("timeout");
  }

  private Tally run(int connections, double ratePerS, int warmupS) throws Exception {
    return run(connections, ratePerS, warmupS, System.nanoTime());
  }

  private Tally run(int connections, double ratePerS, int warmupS, long startNanos)
      throws Exception {
    LoadPlan plan = new LoadPlan(shop.url(), connections, ratePerS, warmupS, 1, 2_000);
    Mix mix = new Mix(MIX, 1, CouponRange.NONE);
    return new Load(shop.vertx(), plan, mix, (id, intended, counted) -> acknowledged.add(id))
        .start(Schedule.of(plan, startNanos))
        .toCompletionStage()
        .toCompletableFuture()
        .get(PATIENCE_S, TimeUnit.SECONDS);
  }

  private void later(int number, HttpServerRequest request, long ms) {
    shop.vertx().setTimer(ms, fired -> ShopDouble.ok(request, number));
  }
}
