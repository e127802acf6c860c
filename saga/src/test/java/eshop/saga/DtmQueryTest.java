package eshop.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import eshop.saga.TransStatus.BranchStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the manager's HTTP answers become, the sane ones and the others. */
class DtmQueryTest {
  private final AtomicReference<String> uri = new AtomicReference<>();

  /** What the manager answers; null stands for silence. */
  private final AtomicReference<String> body = new AtomicReference<>();

  private volatile int status = 200;
  private Vertx vertx;
  private HttpServer server;
  private DtmQuery query;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    server =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      uri.set(request.uri());
                      if (body.get() != null) {
                        request.response().setStatusCode(status).end(body.get());
                      }
                    })
                .listen(0, "127.0.0.1"));
    query = DtmQuery.create(vertx, config(20_000));
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  @Test
  void rolledBackSagaIsRead() throws Exception {
    body.set(
        "{\"transaction\":{\"id\":3,\"gid\":\"G:1\",\"status\":\"failed\","
            + "\"rollback_reason\":\"stock\\nshort\"},"
            + "\"branches\":[{\"gid\":\"G:1\",\"url\":\"h:1/a.B/Do\",\"branch_id\":\"01\","
            + "\"op\":\"action\",\"status\":\"failed\"}]}");

    TransStatus answer = await(query.query("G:1")).orElseThrow();

    assertThat(uri).hasValue("/api/dtmsvr/query?gid=G:1");
    assertThat(answer.status()).isEqualTo("failed");
    assertThat(answer.isFinal()).isTrue();
    assertThat(answer.rollbackReason()).isEqualTo("stock short");
    assertThat(answer.branches())
        .containsExactly(new BranchStatus("01", "action", "failed", "h:1/a.B/Do"));
  }

  @Test
  void managerThatIsDownIsPassedOverForTheNext() throws Exception {
    body.set("{\"transaction\":null,\"branches\":[]}");
    String managers = "127.0.0.1:1,127.0.0.1:" + server.actualPort();
    DtmQuery two = DtmQuery.create(vertx, DtmConfig.at(null, managers));

    for (int i = 0; i < 4; i++) {
      assertThat(await(two.query("G:1"))).isEmpty();
    }
  }

  @Test
  void runningSagaIsNotFinal() throws Exception {
    body.set("{\"transaction\":{\"gid\":\"G1\",\"status\":\"submitted\"}}");

    TransStatus answer = await(query.query("G1")).orElseThrow();

    assertThat(answer.isFinal()).isFalse();
    assertThat(answer.rollbackReason()).isEmpty();
  }

  @Test
  void unknownGidIsEmpty() throws Exception {
    body.set("{\"branches\":[],\"transaction\":null}");

    assertThat(await(query.query("G1"))).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "not json",
        "{}",
        "{\"transaction\":5}",
        "{\"transaction\":{}}",
        "{\"transaction\":{\"gid\":\"other\",\"status\":\"succeed\"}}",
        "{\"transaction\":{\"gid\":\"G1\",\"status\":\"SUCCESS\"}}",
        "{\"transaction\":{\"gid\":\"G1\",\"status\":7}}",
        "{\"transaction\":{\"gid\":\"G1\",\"status\":\"succeed\"},\"branches\":[1]}"
      })
  void senselessAnswerIsAFailure(String answer) {
    body.set(answer);

    assertThat(failureOf(query.query("G1")).kind()).isEqualTo(DtmFailure.Kind.OUTCOME_UNKNOWN);
  }

  @Test
  void errorStatusIsAFailure() {
    status = 500;
    body.set("{\"transaction\":{\"gid\":\"G1\",\"status\":\"succeed\"}}");

    assertThat(failureOf(query.query("G1"))).hasMessageContaining("500");
  }

  @Test
  void hugeAnswerIsNotRead() {
    body.set("x".repeat(DtmQuery.BODY_BYTES_MAX + 1));

    assertThat(failureOf(query.query("G1"))).hasMessageContaining("bytes");
  }

  @Test
  void silenceEndsAtTheDeadline() {
    DtmQuery impatient = DtmQuery.create(vertx, config(200));

    assertThat(failureOf(impatient.query("G1")).kind()).isEqualTo(DtmFailure.Kind.OUTCOME_UNKNOWN);
  }

  @Test
  void closedPortIsNotReached() throws Exception {
    await(server.close());

    assertThat(failureOf(query.query("G1")).kind()).isEqualTo(DtmFailure.Kind.NOT_REACHED);
  }

  @Test
  void gidThatIsNoneIsNotAsked() {
    assertThatThrownBy(() -> query.query("G1&gid=G2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gid");
  }

  private DtmConfig config(int deadlineMs) {
    return new DtmConfig(
        null, "127.0.0.1:" + server.actualPort(), deadlineMs, null, null, null, null, null);
  }

  private static DtmFailure failureOf(Future<?> future) {
    ExecutionException failed = catchThrowableOfType(ExecutionException.class, () -> await(future));
    return (DtmFailure) failed.getCause();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
