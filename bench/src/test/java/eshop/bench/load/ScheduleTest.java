package eshop.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final long START = Long.MAX_VALUE - 5;
  private static final LoadPlan PLAN = new LoadPlan("http://127.0.0.1:1", 1, 200, 1, 2, 1_000);
  private final Schedule schedule = Schedule.of(PLAN, START);

  @Test
  void arrivalsAreEvenlySpacedFromTheStart() {
    assertThat(schedule.arrivalNanos(0) - START).isZero();
    assertThat(schedule.arrivalNanos(1) - START).isEqualTo(5_000_000);
    assertThat(schedule.arrivalNanos(600) - START).isEqualTo(3_000_000_000L);
  }

  @Test
  void onlyArrivalsAfterTheWarmUpAndBeforeTheEndAreCounted() {
    assertThat(schedule.counted(schedule.arrivalNanos(199))).isFalse();
    assertThat(schedule.counted(schedule.arrivalNanos(200))).isTrue();
    assertThat(schedule.counted(schedule.arrivalNanos(599))).isTrue();
    assertThat(schedule.counted(schedule.arrivalNanos(600))).isFalse();
  }

  @Test
  void sendingIsOverAfterWarmUpAndCountedSeconds() {
    assertThat(schedule.over(schedule.arrivalNanos(599))).isFalse();
    assertThat(schedule.over(schedule.arrivalNanos(600))).isTrue();
  }
}
