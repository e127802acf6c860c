package eshop.saga;

import static eshop.testkit.DeployedService.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import eshop.testkit.NoBlockedThreads;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What dtm's Java client sends for our sagas, and what each kind of bad answer becomes. */
@ExtendWith(NoBlockedThreads.class)
class DtmHttpClientTest {
  private static final SagaStep STEP =
      new SagaStep("http://h:1/Do", "http://h:1/Undo", ByteString.copyFromUtf8("{\"n\":\"1\"}"));

  private final Queue<JsonObject> submitted = new ConcurrentLinkedQueue<>();

  private Vertx vertx;
  private HttpServer server;
  private volatile Consumer<HttpServerRequest> answer =
      request -> request.response().end("{\"dtm_result\":\"SUCCESS\"}");

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    server = await(vertx.createHttpServer().requestHandler(this::take).listen(0, "127.0.0.1"));
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void aPlainSagaOnTheWire() {
    await(client(20_000).submit(new Saga("G-1", List.of(STEP))));

    JsonObject saga = submitted.remove();
    assertThat(saga.getString("gid")).isEqualTo("G-1");
    assertThat(saga.getString("trans_type")).isEqualTo("saga");
    assertThat(saga.getJsonArray("steps"))
        .isEqualTo(
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("action", "http://h:1/Do")
                        .put("compensate", "http://h:1/Undo")));
    assertThat(saga.getJsonArray("payloads")).isEqualTo(new JsonArray().add("{\"n\":\"1\"}"));
    assertThat(saga.getBoolean("wait_result")).isFalse();
  }

  @Test
  void everyOptionOnTheWire() {
    SagaOptions options =
        SagaOptions.DEFAULTS
            .withWaitResult(true)
            .withTimeoutToFail(Duration.ofSeconds(60))
            .withRetryInterval(Duration.ofSeconds(2))
            .withRequestTimeout(Duration.ofSeconds(4))
            .withRetryLimit(5)
            .withBranchHeaders(Map.of("eshop-proof", "k1:abc"))
            .withConcurrent(Map.of(1, List.of(0)));

    await(client(20_000).submit(new Saga("G-2", List.of(STEP, STEP), options)));

    JsonObject saga = submitted.remove();
    assertThat(saga.getBoolean("wait_result")).isTrue();
    assertThat(saga.getInteger("timeout_to_fail")).isEqualTo(60);
    assertThat(saga.getInteger("retry_interval")).isEqualTo(2);
    assertThat(saga.getInteger("request_timeout")).isEqualTo(4);
    assertThat(saga.getInteger("retry_limit")).isEqualTo(5);
    assertThat(saga.getJsonObject("branch_headers"))
        .isEqualTo(new JsonObject().put("eshop-proof", "k1:abc"));
    assertThat(new JsonObject(saga.getString("custom_data")))
        .isEqualTo(
            new JsonObject()
                .put("concurrent", true)
                .put("orders", new JsonObject().put("1", new JsonArray().add(0))));
  }

  @ParameterizedTest
  @CsvSource({"409, REFUSED", "400, REFUSED", "429, BUSY", "500, OUTCOME_UNKNOWN"})
  void aBadStatusIsAFailureWithTheManagersWords(int status, DtmFailure.Kind kind) {
    answer = request -> request.response().setStatusCode(status).end("{\"message\":\"no\nway\"}");

    DtmFailure failure = failureOf(client(20_000).submit(saga()));

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure).hasMessageContaining("no way");
    assertThat(submitted).hasSize(1);
  }

  @Test
  void aClosedPortIsNotReached() {
    DtmHttpClient client = client(20_000);
    await(server.close());

    assertThat(failureOf(client.submit(saga())).kind()).isEqualTo(DtmFailure.Kind.NOT_REACHED);
  }

  @Test
  void aConnectionLostAfterTheRequestLeavesTheOutcomeUnknownAndIsNotSentTwice() {
    answer = request -> request.connection().close();

    DtmFailure failure = failureOf(client(20_000).submit(saga()));

    assertThat(failure.kind()).isEqualTo(DtmFailure.Kind.OUTCOME_UNKNOWN);
    assertThat(submitted).hasSize(1);
  }

  @Test
  void silenceEndsAtTheDeadlineWithTheOutcomeUnknown() {
    answer = request -> {};

    DtmFailure failure = failureOf(client(200).submit(saga()));

    assertThat(failure.kind()).isEqualTo(DtmFailure.Kind.OUTCOME_UNKNOWN);
  }

  @Test
  void whatFindsNoWorkerUntilItsDeadlineIsNeverSent() {
    Promise<HttpServerRequest> held = Promise.promise();
    Consumer<HttpServerRequest> success = answer;
    answer = held::complete;
    DtmHttpClient client = client(1_000);
    SagaOptions waiting = SagaOptions.DEFAULTS.withWaitResult(true);
    Future<Void> first = client.submit(new Saga("G-1", List.of(STEP), waiting));
    Future<Void> second = client.submit(new Saga("G-2", List.of(STEP)));

    assertThat(failureOf(second).kind()).isEqualTo(DtmFailure.Kind.NOT_REACHED);

    answer = success;
    success.accept(await(held.future()));
    await(first);
    await(client.submit(new Saga("G-3", List.of(STEP))));
    assertThat(submitted).extracting(saga -> saga.getString("gid")).containsExactly("G-1", "G-3");
  }

  private static Saga saga() {
    return new Saga("G-1", List.of(STEP));
  }

  private DtmHttpClient client(int deadlineMs) {
    return DtmHttpClient.create(
        vertx,
        new DtmConfig(
            null, "127.0.0.1:" + server.actualPort(), deadlineMs, 60_000, null, 1, null, null));
  }

  private void take(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              if (request.path().equals("/api/dtmsvr/submit")) {
                submitted.add(body.toJsonObject());
              }
              answer.accept(request);
            });
  }

  private static DtmFailure failureOf(Future<?> submit) {
    return catchThrowableOfType(DtmFailure.class, () -> await(submit));
  }
}
