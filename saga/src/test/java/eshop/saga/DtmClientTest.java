package eshop.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import eshop.dtm.DtmGidReply;
import eshop.dtm.DtmRequest;
import eshop.dtm.DtmTransOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire to a manager, and what each kind of bad answer becomes. */
class DtmClientTest {
  private static final SagaStep STEP =
      new SagaStep("h:1/a.B/Do", "h:1/a.B/Undo", ByteString.copyFromUtf8("payload"));

  private Vertx vertx;
  private FakeManager manager;
  private DtmClient client;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    manager = await(FakeManager.start(vertx));
    client = DtmClient.create(vertx, config(manager.grpcAddress(), 20_000));
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  @Test
  void newGidIsTheManagersGid() throws Exception {
    manager.gid = DtmGidReply.newBuilder().setGid("jZ3kMpQ7").build();

    assertThat(await(client.newGid())).isEqualTo("jZ3kMpQ7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a'b"})
  void gidThatIsNoneIsAFailure(String gid) {
    manager.gid = DtmGidReply.newBuilder().setGid(gid).build();

    assertThat(failureOf(client.newGid()).kind()).isEqualTo(DtmFailure.Kind.OUTCOME_UNKNOWN);
  }

  @Test
  void plainSagaOnTheWire() throws Exception {
    SagaStep withoutUndo = new SagaStep("h:2/c.D/Do", "", Empty.getDefaultInstance());

    await(client.submit(new Saga("G-1", List.of(STEP, withoutUndo))));

    assertThat(manager.submitted)
        .containsExactly(
            DtmRequest.newBuilder()
                .setGid("G-1")
                .setTransType("saga")
                .setTransOptions(DtmTransOptions.getDefaultInstance())
                .setSteps(
                    "[{\"action\":\"h:1/a.B/Do\",\"compensate\":\"h:1/a.B/Undo\"},"
                        + "{\"action\":\"h:2/c.D/Do\",\"compensate\":\"\"}]")
                .addBinPayloads(ByteString.copyFromUtf8("payload"))
                .addBinPayloads(ByteString.EMPTY)
                .build());
  }

  @Test
  void optionsOnTheWire() throws Exception {
    SagaOptions options =
        SagaOptions.DEFAULTS
            .withWaitResult(true)
            .withTimeoutToFail(Duration.ofMinutes(2))
            .withRetryInterval(Duration.ofSeconds(5))
            .withRequestTimeout(Duration.ofSeconds(4))
            .withRetryLimit(7)
            .withBranchHeaders(Map.of("token", "t\"1"))
            .withConcurrent(Map.of(2, List.of(0, 1), 1, List.of(0)));

    await(client.submit(new Saga("G2", List.of(STEP, STEP, STEP), options)));

    DtmRequest request = manager.submitted.remove();
    assertThat(request.getTransOptions())
        .isEqualTo(
            DtmTransOptions.newBuilder()
                .setWaitResult(true)
                .setTimeoutToFail(120)
                .setRetryInterval(5)
                .setRequestTimeout(4)
                .setRetryLimit(7)
                .putBranchHeaders("token", "t\"1")
                .build());
    assertThat(request.getCustomedData())
        .isEqualTo("{\"concurrent\":true,\"orders\":{\"1\":[0],\"2\":[0,1]}}");
  }

  @Test
  void abortedIsRefusedWithTheManagersWords() {
    manager.refuse(GrpcStatus.ABORTED, "current status 'succeed', cannot submit");

    DtmFailure failure = failureOf(client.submit(saga()));

    assertThat(failure.kind()).isEqualTo(DtmFailure.Kind.REFUSED);
    assertThat(failure).hasMessage("current status 'succeed', cannot submit");
  }

  @ParameterizedTest
  @EnumSource(
      value = GrpcStatus.class,
      names = {"INTERNAL", "UNKNOWN", "UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED"})
  void brokenAnswerLeavesTheOutcomeUnknown(GrpcStatus status) {
    manager.refuse(status, "oops");

    assertThat(failureOf(client.submit(saga())).kind()).isEqualTo(DtmFailure.Kind.OUTCOME_UNKNOWN);
  }

  @Test
  void closedPortIsNotReached() throws Exception {
    await(manager.close());

    assertThat(failureOf(client.submit(saga())).kind()).isEqualTo(DtmFailure.Kind.NOT_REACHED);
    assertThat(manager.submitted).isEmpty();
  }

  @Test
  void connectionLostAfterTheRequestLeavesTheOutcomeUnknown() {
    manager.cutConnection = true;

    assertThat(failureOf(client.submit(saga())).kind()).isEqualTo(DtmFailure.Kind.OUTCOME_UNKNOWN);
    assertThat(manager.submitted).hasSize(1);
  }

  @Test
  void silenceEndsAtTheDeadlineWithTheOutcomeUnknown() {
    manager.silent = true;
    DtmClient impatient = DtmClient.create(vertx, config(manager.grpcAddress(), 200));

    DtmFailure failure = failureOf(impatient.submit(saga()));

    assertThat(failure.kind()).isEqualTo(DtmFailure.Kind.OUTCOME_UNKNOWN);
    assertThat(failure).hasMessageContaining("200 ms");
  }

  @Test
  void serverThatNeverSpeaksHttp2EndsAtTheDeadline() throws Exception {
    var mute =
        await(
            vertx
                .createNetServer()
                .connectHandler(socket -> socket.handler(ignored -> {}))
                .listen(0, "127.0.0.1"));
    DtmClient impatient = DtmClient.create(vertx, config("127.0.0.1:" + mute.actualPort(), 300));

    assertThat(failureOf(impatient.submit(saga()))).hasMessageContaining("300 ms");
  }

  @Test
  void waitingSubmitHasItsOwnDeadline() {
    manager.silent = true;
    DtmConfig config = new DtmConfig(manager.grpcAddress(), null, 20_000, 250, 1, 1, 10, null);
    SagaOptions waiting = SagaOptions.DEFAULTS.withWaitResult(true);

    Future<Void> answer =
        DtmClient.create(vertx, config).submit(new Saga("G1", List.of(STEP), waiting));

    assertThat(failureOf(answer)).hasMessageContaining("250 ms");
  }

  @Test
  void callsOverTheLimitFailAtOnceAndUnsent() {
    manager.silent = true;
    DtmConfig config = new DtmConfig(manager.grpcAddress(), null, 20_000, null, 1, 1, 1, null);
    DtmClient narrow = DtmClient.create(vertx, config);
    Future<Void> first = narrow.submit(saga());

    DtmFailure failure = failureOf(narrow.submit(saga()));

    assertThat(failure.kind()).isEqualTo(DtmFailure.Kind.NOT_REACHED);
    assertThat(failure).hasMessageContaining("Too many");
    assertThat(first.isComplete()).isFalse();
  }

  @Test
  void managersTakeTurnsAndOneThatIsDownIsPassedOver() throws Exception {
    FakeManager other = await(FakeManager.start(vertx));
    String both = manager.grpcAddress() + "," + other.grpcAddress();
    DtmClient two = DtmClient.create(vertx, config(both, 20_000));
    for (int i = 0; i < 4; i++) {
      await(two.submit(saga()));
    }
    assertThat(manager.submitted).hasSize(2);
    assertThat(other.submitted).hasSize(2);

    DtmClient oneOfTwo =
        DtmClient.create(vertx, config("127.0.0.1:1," + other.grpcAddress(), 20_000));
    for (int i = 0; i < 4; i++) {
      await(oneOfTwo.submit(saga()));
    }
    assertThat(other.submitted).hasSize(6);
  }

  private static Saga saga() {
    return new Saga("G1", List.of(STEP));
  }

  private static DtmConfig config(String grpc, int deadlineMs) {
    return new DtmConfig(grpc, null, deadlineMs, null, null, null, null, null);
  }

  private static DtmFailure failureOf(Future<?> future) {
    ExecutionException failed = catchThrowableOfType(ExecutionException.class, () -> await(future));
    return (DtmFailure) failed.getCause();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
