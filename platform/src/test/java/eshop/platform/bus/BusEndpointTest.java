package eshop.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.platform.bus.ServiceFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BusEndpointTest {
  private static final String ADDRESS = "eshop.test";

  private final LocalAddresses local = new LocalAddresses();
  private Vertx vertx;
  private BusEndpoint endpoint;

  @BeforeEach
  void openBus() {
    vertx = Vertx.vertx();
    endpoint = new BusEndpoint(vertx, local);
  }

  @AfterEach
  void closeBus() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void aReplyReachesTheCaller() throws Exception {
    serve(body -> Future.succeededFuture(body.put("seen", true)));

    JsonObject reply =
        new BusClient(vertx, local, 5_000)
            .request(ADDRESS, new JsonObject().put("id", 7))
            .await(10, TimeUnit.SECONDS);

    assertThat(reply).isEqualTo(new JsonObject().put("id", 7).put("seen", true));
  }

  @Test
  void aServiceFailureKeepsKindAndMessageOnTheWay() throws Exception {
    serve(body -> Future.failedFuture(new ServiceFailure(Kind.NOT_FOUND, "there is no order X")));

    ServiceFailure failure = failureOf(new JsonObject());

    assertThat(failure.kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(failure).hasMessage("there is no order X");
  }

  @Test
  void aFailureThrownByTheHandlerKeepsKindAndMessageToo() throws Exception {
    serve(
        body ->
            Future.succeededFuture(new JsonObject().put("n", JsonFields.number(body, "n", 1, 9))));

    ServiceFailure failure = failureOf(new JsonObject().put("n", 10));

    assertThat(failure.kind()).isEqualTo(Kind.INVALID_ARGUMENT);
    assertThat(failure).hasMessage("n must be a whole number from 1 to 9");
  }

  @Test
  void anUnexpectedFailureTellsTheCallerNothingOfTheInside() throws Exception {
    serve(body -> Future.failedFuture(new IllegalStateException("SELECT secret FROM t")));

    ServiceFailure failure = failureOf(new JsonObject());

    assertThat(failure.kind()).isEqualTo(Kind.INTERNAL);
    assertThat(failure.getMessage()).doesNotContain("SELECT");
  }

  @Test
  void nobodyListeningIsUnavailable() throws Exception {
    assertThat(failureOf(new JsonObject()).kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void noAnswerInTimeIsAnUnknownOutcome() throws Exception {
    serve(body -> Promise.<JsonObject>promise().future());

    ServiceFailure failure =
        failure(new BusClient(vertx, local, 50).request(ADDRESS, new JsonObject()));

    assertThat(failure.kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
  }

  @Test
  void aBodyThatIsNoObjectIsRefused() throws Exception {
    serve(Future::succeededFuture);

    Throwable failure =
        vertx
            .eventBus()
            .<Object>request(ADDRESS, "text")
            .transform(done -> Future.succeededFuture(done.cause()))
            .await(10, TimeUnit.SECONDS);

    assertThat(ServiceFailure.of(failure, ADDRESS).kind()).isEqualTo(Kind.INVALID_ARGUMENT);
  }

  @Test
  void aNumberMustBeWholeAndWithinBounds() {
    JsonObject body = new JsonObject().put("float", 1.5).put("text", "1").put("big", 1e300);

    for (String field : new String[] {"float", "text", "big", "absent"}) {
      assertThat(refused(body, field)).as(field).isTrue();
    }
  }

  private static boolean refused(JsonObject body, String field) {
    try {
      JsonFields.number(body, field, 0, 10);
      return false;
    } catch (ServiceFailure e) {
      return e.kind() == Kind.INVALID_ARGUMENT && e.getMessage().startsWith(field + " must be");
    }
  }

  private void serve(Function<JsonObject, Future<JsonObject>> handler) throws Exception {
    endpoint.serve(ADDRESS, handler).ready().await(10, TimeUnit.SECONDS);
  }

  private ServiceFailure failureOf(JsonObject request) throws Exception {
    return failure(new BusClient(vertx, local, 5_000).request(ADDRESS, request));
  }

  private static ServiceFailure failure(Future<JsonObject> request) throws Exception {
    return (ServiceFailure)
        request.transform(done -> Future.succeededFuture(done.cause())).await(10, TimeUnit.SECONDS);
  }
}
