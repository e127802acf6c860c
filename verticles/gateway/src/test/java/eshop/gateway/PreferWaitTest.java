package eshop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eshop.platform.bus.ServiceFailure.Kind;
import eshop.testkit.NoBlockedThreads;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: a client that prefers to wait gets the final status, or is told where to ask. */
@ExtendWith(NoBlockedThreads.class)
class PreferWaitTest {
  @RegisterExtension
  static final RunningGateway GATEWAY = new RunningGateway(new JsonObject().put("maxWaiting", 1));

  @ParameterizedTest
  @CsvSource({"succeed, ''", "failed, stock is short"})
  void finalStatusIsTheAnswer(String status, String reason) {
    becomes(status, reason, 3);

    HttpResponse<String> response = submit("wait=20");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Preference-Applied")).contains("wait=20");
    assertThat(RunningGateway.json(response).getJsonObject("data"))
        .isEqualTo(OrderServiceDouble.status(status, reason).result());
    assertThat(GATEWAY.orders().asked).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"submitted", "aborting"})
  void statusThatIsNotFinalInTimeIsToBeAskedFor(String status) {
    GATEWAY.orders().onGet(body -> OrderServiceDouble.status(status, ""));

    HttpResponse<String> response = submit("wait=1");

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.headers().firstValue("Location")).contains("/api/v1/orders/order-1");
    assertThat(response.headers().firstValue("Preference-Applied")).contains("wait=1");
    assertThat(RunningGateway.json(response))
        .isEqualTo(
            new JsonObject()
                .put("code", 0)
                .put("msg", "ok")
                .put("data", new JsonObject().put("orderID", "order-1").put("status", status)));
  }

  @Test
  void failedQuestionsDoNotEndTheWaiting() {
    AtomicInteger asked = new AtomicInteger();
    GATEWAY
        .orders()
        .onGet(
            body ->
                asked.incrementAndGet() < 3
                    ? OrderServiceDouble.failure(Kind.UNAVAILABLE, "database is away")
                    : OrderServiceDouble.status("succeed", ""));

    assertThat(submit("wait=20").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wait=31 | wait=30",
        "wait=99999999999999999999 | wait=30",
        "WAIT=2 | wait=2",
        "respond-async, wait=2 | wait=2",
        "respond-async; wait=9, wait=2 | wait=2",
        "wait=\"2\" | wait=2",
        "wait = 2; x=y | wait=2",
        "wait=2, wait=9 | wait=2",
      })
  void preferenceIsReadAsTheRfcSays(String prefer, String applied) {
    becomes("succeed", "", 1);

    HttpResponse<String> response = submit(prefer);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Preference-Applied")).contains(applied);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wait",
        "wait=",
        "wait=0",
        "wait=-1",
        "wait=1.5",
        "wait=x",
        "waiting=3",
        "a;wait=3"
      })
  void preferenceThatCannotBeUnderstoodIsIgnored(String prefer) {
    HttpResponse<String> response = submit(prefer);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Preference-Applied")).isEmpty();
    assertThat(RunningGateway.json(response).getJsonObject("data"))
        .isEqualTo(new JsonObject().put("orderID", "order-1"));
    assertThat(GATEWAY.orders().asked).isEmpty();
  }

  @Test
  void lostAnswerIsNotWaitedFor() {
    GATEWAY.orders().onSubmit(body -> OrderServiceDouble.accepted(false));

    assertThat(submit("wait=20").statusCode()).isEqualTo(504);
    assertThat(GATEWAY.orders().asked).isEmpty();
  }

  @Test
  void whoFindsTheWaitingRoomFullIsAnsweredAtOnce() {
    CompletableFuture<HttpResponse<String>> first =
        GATEWAY.submitting(RunningGateway.ORDER, "Prefer", "wait=20");
    await().until(() -> !GATEWAY.orders().asked.isEmpty());

    HttpResponse<String> second = submit("wait=20");
    assertThat(second.statusCode()).isEqualTo(202);
    assertThat(first).isNotDone();

    becomes("succeed", "", 1);
    assertThat(RunningGateway.await(first).statusCode()).isEqualTo(200);
  }

  @Test
  void nobodyWaitsForAClientThatLeft() throws IOException {
    try (Socket socket = GATEWAY.connect()) {
      String request =
          "POST /api/v1/submit HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
              + "Prefer: wait=30\r\nContent-Length: "
              + RunningGateway.ORDER.length()
              + "\r\n\r\n"
              + RunningGateway.ORDER;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      await().until(() -> GATEWAY.orders().asked.size() > 2);
    }

    // The only waiting place, which its owner would have kept for 30 s, serves another order.
    JsonObject other = new JsonObject().put("orderID", "order-2");
    GATEWAY.orders().onSubmit(body -> Future.succeededFuture(other));
    await()
        .until(
            () -> submit("wait=1").statusCode() == 202 && GATEWAY.orders().asked.contains(other));
  }

  private static void becomes(String status, String reason, int question) {
    AtomicInteger asked = new AtomicInteger();
    GATEWAY
        .orders()
        .onGet(
            body ->
                asked.incrementAndGet() < question
                    ? OrderServiceDouble.status("submitted", "")
                    : OrderServiceDouble.status(status, reason));
  }

  private static HttpResponse<String> submit(String prefer) {
    return GATEWAY.submit(RunningGateway.ORDER, "Prefer", prefer);
  }
}
