package eshop.bench.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimelineTest {
  private final Timeline timeline = new Timeline(10);

  @Test
  void firstHalfAndLastAreTheLooksThatSawThemFirst() {
    timeline.look(1, 0);
    timeline.look(2, 1);
    timeline.look(3, 4);
    timeline.look(4, 5);
    timeline.look(5, 9);
    assertThat(timeline.over()).isFalse();
    timeline.look(6, 10);

    assertThat(timeline.over()).isTrue();
    assertThat(timeline.firstNanos()).isEqualTo(2);
    assertThat(timeline.halfNanos()).isEqualTo(4);
    assertThat(timeline.lastNanos()).isEqualTo(6);
  }

  @Test
  void oneLookMaySeeThemAll() {
    timeline.look(7, 10);

    assertThat(timeline.firstNanos()).isEqualTo(7);
    assertThat(timeline.halfNanos()).isEqualTo(7);
    assertThat(timeline.lastNanos()).isEqualTo(7);
  }
}
