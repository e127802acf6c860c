package eshop.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A saga or a setting that dtm could not carry is rejected where it is written. */
class SagaTest {
  private static final SagaStep STEP = new SagaStep("h:1/a.B/Do", "", ByteString.EMPTY);

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "G1 ", "G/1", "Gé", "G\n1"})
  void gidMustFitTheBarrier(String gid) {
    rejected(() -> new Saga(gid, List.of(STEP)), "gid");
  }

  @Test
  void gidHasAtMost128Characters() {
    assertThat(new Saga("g".repeat(128), List.of(STEP)).gid()).hasSize(128);
    rejected(() -> new Saga("g".repeat(129), List.of(STEP)), "128");
  }

  @Test
  void sagaHasOneTo99Steps() {
    rejected(() -> new Saga("G1", List.of()), "steps");
    rejected(() -> new Saga("G1", Collections.nCopies(100, STEP)), "99");
  }

  @ParameterizedTest
  @ValueSource(strings = {"h:1/a B", "h:1/\n", "h:1/é"})
  void urlIsVisibleAscii(String url) {
    rejected(() -> new SagaStep(url, "", ByteString.EMPTY), "action");
    rejected(() -> new SagaStep("", url, ByteString.EMPTY), "compensate");
  }

  @Test
  void payloadIsBounded() {
    rejected(() -> new SagaStep("", "", ByteString.copyFrom(new byte[32 * 1024 + 1])), "payload");
  }

  @Test
  void durationsAreWholeSeconds() {
    SagaOptions options = SagaOptions.DEFAULTS;

    rejected(() -> options.withTimeoutToFail(Duration.ofMillis(1500)), "timeoutToFail");
    rejected(() -> options.withRetryInterval(Duration.ofSeconds(-1)), "retryInterval");
    rejected(() -> options.withRequestTimeout(Duration.ofDays(366)), "requestTimeout");
    rejected(() -> options.withRetryLimit(-1), "retryLimit");
  }

  @Test
  void headersCannotPoseAsDtms() {
    SagaOptions options = SagaOptions.DEFAULTS;

    rejected(() -> options.withBranchHeaders(Map.of("dtm-gid", "G2")), "reserved");
    rejected(() -> options.withBranchHeaders(Map.of("grpc-timeout", "1S")), "reserved");
    rejected(() -> options.withBranchHeaders(Map.of("Upper", "x")), "name");
    rejected(() -> options.withBranchHeaders(Map.of("token", "a\r\nb")), "token");
    rejected(() -> options.withBranchHeaders(Map.of("token", "x".repeat(800))), "768");
  }

  @Test
  void ordersGoBackwardsAndExist() {
    SagaOptions options = SagaOptions.DEFAULTS;

    rejected(() -> options.withConcurrent(Map.of(1, List.of(1))), "smaller");
    rejected(() -> options.withConcurrent(Map.of(1, List.of(-1))), "smaller");
    SagaOptions tooFar = options.withConcurrent(Map.of(1, List.of(0)));
    rejected(() -> new Saga("G1", List.of(STEP), tooFar), "does not exist");
  }

  @Test
  void configHasDefaults() {
    assertThat(DtmConfig.DEFAULTS)
        .isEqualTo(
            new DtmConfig(
                "127.0.0.1:36790", "127.0.0.1:36789", 3_000, 30_000, 2, 8, 4_096, DtmTls.NONE));
  }

  @Test
  void configNamesKeyAndRule() {
    rejected(() -> DtmConfig.at("localhost", null), "grpc must be host:port");
    rejected(() -> DtmConfig.at(null, "localhost:70000"), "http must be host:port");
    rejected(
        () -> new DtmConfig(null, null, 0, null, null, null, null, null),
        "deadlineMs must be 1 to 60000");
  }

  private static void rejected(ThrowingCallable attempt, String message) {
    assertThatThrownBy(attempt)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
