package eshop.order;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.saga.DtmFailure;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

/** Time is driven by hand. */
class ManagerHealthTest {
  private long nowNanos = 7;
  private final ManagerHealth health = new ManagerHealth(() -> nowNanos);

  @Test
  void oneSubmitWithoutAnAnswerIsNoSign() {
    note(DtmFailure.Kind.OUTCOME_UNKNOWN);
    health.note(Future.succeededFuture());
    note(DtmFailure.Kind.NOT_REACHED);
    note(DtmFailure.Kind.OUTCOME_UNKNOWN);

    assertThat(health.isHealthy()).isTrue();
  }

  @Test
  void severalInARowAreAndAfterAPauseItIsTriedAgain() {
    for (int i = 0; i < ManagerHealth.FAILURES_MAX; i++) {
      note(DtmFailure.Kind.OUTCOME_UNKNOWN);
    }
    assertThat(health.isHealthy()).isFalse();

    nowNanos += ManagerHealth.PAUSE_NANOS + 1;
    assertThat(health.isHealthy()).isTrue();

    note(DtmFailure.Kind.OUTCOME_UNKNOWN);
    assertThat(health.isHealthy()).isFalse();
    health.note(Future.succeededFuture());
    assertThat(health.isHealthy()).isTrue();
  }

  @Test
  void aRefusalIsAnAnswer() {
    for (int i = 0; i < ManagerHealth.FAILURES_MAX; i++) {
      note(DtmFailure.Kind.REFUSED);
      note(DtmFailure.Kind.BUSY);
    }

    assertThat(health.isHealthy()).isTrue();
  }

  private void note(DtmFailure.Kind kind) {
    health.note(Future.failedFuture(new DtmFailure(kind, "test", null)));
  }
}
