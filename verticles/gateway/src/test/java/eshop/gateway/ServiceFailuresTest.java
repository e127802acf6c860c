package eshop.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.platform.bus.ServiceFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: each way in which the order service can fail tells the client what to do next. */
class ServiceFailuresTest {
  @RegisterExtension
  static final RunningGateway GATEWAY =
      new RunningGateway(new JsonObject().put("busTimeoutMs", 200));

  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT, 400, 40000", "NOT_FOUND, 404, 40400", "CONFLICT, 409, 40900",
    "OVERLOADED, 429, 42900", "INTERNAL, 500, 50000", "UNAVAILABLE, 503, 50300",
  })
  void failureKeepsItsKindAndItsMessage(Kind kind, int status, int code) {
    GATEWAY.orders().onSubmit(body -> OrderServiceDouble.failure(kind, "told by the service"));

    HttpResponse<String> response = GATEWAY.submit(RunningGateway.ORDER);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(RunningGateway.json(response))
        .isEqualTo(new JsonObject().put("code", code).put("msg", "told by the service"));
    assertThat(response.headers().firstValue("Retry-After").isPresent())
        .isEqualTo(status == 429 || status == 503);
  }

  @Test
  void lostAnswerOfTheTransactionManagerTellsWhereToAsk() {
    GATEWAY.orders().onSubmit(body -> OrderServiceDouble.accepted(false));

    HttpResponse<String> response = GATEWAY.submit(RunningGateway.ORDER);

    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(response.headers().firstValue("Location")).contains("/api/v1/orders/order-1");
    JsonObject body = RunningGateway.json(response);
    assertThat(body.getInteger("code")).isEqualTo(50400);
    assertThat(body.getString("msg")).contains("ask GET /api/v1/orders/order-1");
    assertThat(body.getJsonObject("data")).isEqualTo(new JsonObject("{\"orderID\":\"order-1\"}"));
  }

  @Test
  void anotherIsAskedForTheSameOrderWhenTheFirstDoesNotKnowTheOutcome() {
    GATEWAY
        .orders()
        .onSubmit(body -> OrderServiceDouble.accepted(GATEWAY.orders().submitted.size() == 2));

    HttpResponse<String> response = GATEWAY.submit(RunningGateway.ORDER);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(GATEWAY.orders().submitted).hasSize(2);
    assertThat(GATEWAY.orders().submitted.get(1).getString("orderID"))
        .isEqualTo(GATEWAY.orders().submitted.get(0).getString("orderID"));
  }

  @Test
  void anOutcomeThatIsUnknownStaysSoWhateverTheSecondSays() {
    GATEWAY
        .orders()
        .onSubmit(
            body ->
                GATEWAY.orders().submitted.size() == 1
                    ? OrderServiceDouble.accepted(false)
                    : OrderServiceDouble.failure(Kind.UNAVAILABLE, "nothing was done"));

    assertThat(GATEWAY.submit(RunningGateway.ORDER).statusCode()).isEqualTo(504);
  }

  @Test
  void serviceThatDoesNotAnswerIsAskedForTheSameOrderAgainAndThenTheClientIsToldWhereToAsk() {
    GATEWAY.orders().onSubmit(body -> Promise.<JsonObject>promise().future());

    HttpResponse<String> response = GATEWAY.submit(RunningGateway.ORDER);

    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(GATEWAY.orders().submitted).hasSize(3);
    String orderID = GATEWAY.orders().submitted.get(0).getString("orderID");
    assertThat(GATEWAY.orders().submitted)
        .allMatch(body -> body.getString("orderID").equals(orderID));
    assertThat(RunningGateway.json(response).getString("msg"))
        .startsWith("no answer came in time; ask GET /api/v1/orders/" + orderID);
  }

  @Test
  void submitThatMayHaveBeenHeardIsNotCalledUndone() {
    GATEWAY
        .orders()
        .onSubmit(
            body ->
                GATEWAY.orders().submitted.size() == 1
                    ? Promise.<JsonObject>promise().future()
                    : OrderServiceDouble.failure(Kind.UNAVAILABLE, "nothing was done"));

    assertThat(GATEWAY.submit(RunningGateway.ORDER).statusCode()).isEqualTo(504);
  }

  @Test
  void outcomeThatTheServiceDoesNotKnowTellsWhereToAsk() {
    GATEWAY.orders().onSubmit(body -> OrderServiceDouble.failure(Kind.OUTCOME_UNKNOWN, "lost"));

    HttpResponse<String> response = GATEWAY.submit(RunningGateway.ORDER);

    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(RunningGateway.json(response).getInteger("code")).isEqualTo(50400);
    assertThat(response.headers().firstValue("Location")).isPresent();
  }

  @Test
  void answerWithoutAnOrderIsADefect() {
    GATEWAY.orders().onSubmit(body -> Future.succeededFuture(new JsonObject()));

    HttpResponse<String> response = GATEWAY.submit(RunningGateway.ORDER);

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(RunningGateway.json(response).getInteger("code")).isEqualTo(50000);
  }

  @Test
  void answerOfTheWrongTypeIsADefectAndKeepsItsDetailsToTheLog() {
    GATEWAY
        .orders()
        .onSubmit(
            body ->
                Future.succeededFuture(
                    new JsonObject().put("orderID", "a").put("accepted", "maybe")));

    HttpResponse<String> response = GATEWAY.submit(RunningGateway.ORDER, "X-Request-Id", "me-1");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(RunningGateway.json(response).getString("msg"))
        .isEqualTo("internal error, logged as request me-1");
  }
}
