package eshop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eshop.testkit.NoBlockedThreads;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: what is wrong below the level of orders gets its own status, the envelope, and a limit. */
@ExtendWith(NoBlockedThreads.class)
class HttpRulesTest {
  private static final int MAX_IN_FLIGHT = 4;

  @RegisterExtension
  static final RunningGateway GATEWAY =
      new RunningGateway(
          new JsonObject().put("maxInFlight", MAX_IN_FLIGHT).put("bodyTimeoutMs", 300));

  @ParameterizedTest
  @CsvSource({
    "DELETE, /api/v1/submit, POST",
    "GET, /api/v1/submit, POST",
    "GET, /api/v1/submit/, POST",
    "OPTIONS, /api/v1/submit, POST",
    "POST, /api/v1/orders/abc, GET",
    "POST, /apis/openapi.json, GET",
    "POST, /apis/swagger/index.html, GET",
  })
  void wrongMethodIsToldTheRightOne(String method, String path, String allowed) {
    HttpResponse<String> response =
        GATEWAY.send(GATEWAY.to(path).method(method, BodyPublishers.noBody()));

    assertError(response, 405, 40500, "the method must be " + allowed);
    assertThat(response.headers().firstValue("Allow")).contains(allowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api/v1/order",
        "/api/v1/orders/",
        "/apis/swagger/none.js",
        "/apis/swagger/../../../logback.xml",
        "/apis/swagger/%2e%2e/%2e%2e/pom.properties"
      })
  void unknownPathIsNotFound(String path) {
    assertError(
        GATEWAY.get(path), 404, 40401, "there is no such path; /apis/openapi.json lists all");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
        "application/jsonp", "application/json; charset=gbk", "application/xml, application/json"
      })
  void contentThatIsNotJsonIsRefused(String type) {
    HttpResponse<String> response =
        GATEWAY.send(
            GATEWAY
                .to("/api/v1/submit")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(RunningGateway.ORDER)));

    assertError(response, 415, 41500, "Content-Type must be application/json in UTF-8");
  }

  @Test
  void contentWithoutATypeIsRefused() {
    HttpResponse<String> response =
        GATEWAY.send(
            GATEWAY.to("/api/v1/submit").POST(BodyPublishers.ofString(RunningGateway.ORDER)));

    assertError(response, 415, 41500, "Content-Type must be application/json in UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json; charset=utf-8", "Application/JSON;charset=\"UTF-8\""})
  void jsonMayNameItsCharset(String type) {
    HttpResponse<String> response =
        GATEWAY.send(
            GATEWAY
                .to("/api/v1/submit")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(RunningGateway.ORDER)));

    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void bodyOf16KbIsReadAndOneByteMoreIsRefused() {
    String order = RunningGateway.ORDER;
    assertThat(GATEWAY.submit(order + " ".repeat(16_384 - order.length())).statusCode())
        .isEqualTo(200);

    HttpResponse<String> refused = GATEWAY.submit(order + " ".repeat(16_385 - order.length()));
    assertError(refused, 413, 41300, "the body must be at most 16384 bytes");
    assertThat(refused.headers().firstValue("Connection")).contains("close");
  }

  @Test
  void bodyOfUnknownLengthHasTheSameLimit() throws IOException {
    String chunk = "2000\r\n" + " ".repeat(0x2000) + "\r\n";
    String answer =
        GATEWAY.exchange(head("Transfer-Encoding: chunked") + chunk + chunk + chunk + "0\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 413").contains("\"code\":41300");
  }

  @Test
  void bodyThatDoesNotArriveIsGivenUp() throws IOException {
    String answer = GATEWAY.exchange(head("Content-Length: 100") + "{");

    assertThat(answer)
        .startsWith("HTTP/1.1 408")
        .contains("\"code\":40800", "the body must arrive within 300 ms of the headers");
  }

  @Test
  void expectationThatCannotBeMetIsRefused() throws IOException {
    assertThat(GATEWAY.exchange(head("Content-Length: 2\r\nExpect: magic") + "{}"))
        .startsWith("HTTP/1.1 417")
        .contains("\"code\":41700");
  }

  @Test
  void textThatIsNotHttpIsRefused() throws IOException {
    assertThat(GATEWAY.exchange("HELLO\r\n\r\n"))
        .startsWith("HTTP/1.0 400")
        .contains("\"code\":40002");
  }

  @Test
  void requestLineHasALimit() throws IOException {
    assertThat(GATEWAY.exchange("GET /" + "a".repeat(5_000) + " HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.0 414")
        .contains("\"code\":41400");
  }

  @Test
  void headersHaveALimit() throws IOException {
    assertThat(GATEWAY.exchange("GET / HTTP/1.1\r\nX: " + "a".repeat(9_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431")
        .contains("\"code\":43100");
  }

  @Test
  void pathThatCannotBeDecodedIsRefused() throws IOException {
    assertThat(
            GATEWAY.exchange(
                "GET /api/v1/orders/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("\"code\":400");
  }

  @Test
  void requestBeyondTheLimitIsRefusedAndTheNextOneServedAgain() {
    Promise<JsonObject> answer = Promise.promise();
    GATEWAY.orders().onSubmit(body -> answer.future());
    List<CompletableFuture<HttpResponse<String>>> served = new ArrayList<>();
    for (int i = 0; i < MAX_IN_FLIGHT; i++) {
      served.add(GATEWAY.submitting(RunningGateway.ORDER));
    }
    await().until(() -> GATEWAY.orders().submitted.size() == MAX_IN_FLIGHT);

    HttpResponse<String> refused = GATEWAY.submit(RunningGateway.ORDER);
    assertError(refused, 429, 42900, "4 requests are being served; try again a little later");
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");

    answer.complete(new JsonObject().put("orderID", "a").put("accepted", true));
    served.forEach(one -> assertThat(RunningGateway.await(one).statusCode()).isEqualTo(200));
    assertThat(GATEWAY.submit(RunningGateway.ORDER).statusCode()).isEqualTo(200);
  }

  @Test
  void clientsThatLeaveGiveTheirPlacesBack() throws IOException {
    Promise<JsonObject> never = Promise.promise();
    GATEWAY.orders().onSubmit(body -> never.future());
    String order = RunningGateway.ORDER;
    for (int i = 1; i <= MAX_IN_FLIGHT; i++) {
      int seen = i;
      try (Socket socket = GATEWAY.connect()) {
        String request = head("Content-Length: " + order.length()) + order;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        await().until(() -> GATEWAY.orders().submitted.size() == seen);
      }
    }

    await().until(() -> GATEWAY.get("/apis/openapi.json").statusCode() == 200);
  }

  @Test
  void answersForbidSniffingFramingAndCaching() {
    HttpResponse<String> response = GATEWAY.submit("{}");

    assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(response.headers().firstValue("Content-Security-Policy"))
        .contains("default-src 'none'; frame-ancestors 'none'");
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void requestIdIsTheClientsOwnWhenFitForALog() {
    assertThat(id(GATEWAY.submit(RunningGateway.ORDER, "X-Request-Id", "abc-1.Z_")))
        .isEqualTo("abc-1.Z_");
    assertThat(id(GATEWAY.submit(RunningGateway.ORDER, "X-Request-Id", "a b")))
        .matches("[a-z0-9]+");
  }

  private static String id(HttpResponse<String> response) {
    return response.headers().firstValue("X-Request-Id").orElseThrow();
  }

  private static String head(String headers) {
    return "POST /api/v1/submit HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        + headers
        + "\r\n\r\n";
  }

  private static void assertError(
      HttpResponse<String> response, int status, int code, String message) {
    assertThat(response.body())
        .isEqualTo(new JsonObject().put("code", code).put("msg", message).encode());
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
  }
}
