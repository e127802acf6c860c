package eshop.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.platform.bus.ServiceFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BusClientTest {
  private static final String ADDRESS = "eshop.test";
  private static final JsonObject BODY = new JsonObject().put("id", 7);

  private final AtomicInteger asked = new AtomicInteger();
  private final LocalAddresses local = new LocalAddresses();
  private Vertx vertx;

  @BeforeEach
  void serveSomeWhoNeverAnswer() throws Exception {
    vertx = Vertx.vertx();
    BusEndpoint endpoint = new BusEndpoint(vertx, local);
    for (int i = 0; i < 3; i++) {
      boolean answers = i == 2;
      endpoint.serve(
          ADDRESS,
          body -> {
            asked.incrementAndGet();
            return answers
                ? Future.succeededFuture(body.put("seen", true))
                : Promise.<JsonObject>promise().future();
          });
    }
    endpoint.ready().await(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void closeBus() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void aQueryIsAskedOfOthersWhenNoAnswerComes() throws Exception {
    JsonObject reply =
        new BusClient(vertx, local, 400).query(ADDRESS, BODY.copy()).await(10, TimeUnit.SECONDS);

    assertThat(reply.getBoolean("seen")).isTrue();
    assertThat(asked.get()).isEqualTo(3);
  }

  @Test
  void aRequestIsSentOnceWhenNoAnswerComes() throws Exception {
    ServiceFailure failure =
        failure(new BusClient(vertx, local, 200).request(ADDRESS, BODY.copy()));

    assertThat(failure.kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
    assertThat(asked.get()).isEqualTo(1);
  }

  @Test
  void whatIsDoneOnceHoweverOftenItIsAskedForIsAskedOfOthersToo() throws Exception {
    JsonObject reply =
        new BusClient(vertx, local, 400)
            .repeatable(ADDRESS, BODY.copy())
            .await(10, TimeUnit.SECONDS);

    assertThat(reply.getBoolean("seen")).isTrue();
    assertThat(asked.get()).isEqualTo(3);
  }

  @Test
  void whatMayHaveBeenHeardIsNotToldAsUndone() throws Exception {
    new BusEndpoint(vertx, local)
        .serve(
            "eshop.once",
            body ->
                asked.incrementAndGet() == 1
                    ? Promise.<JsonObject>promise().future()
                    : Future.failedFuture(new ServiceFailure(Kind.UNAVAILABLE, "away")))
        .ready()
        .await(10, TimeUnit.SECONDS);

    ServiceFailure failure =
        failure(new BusClient(vertx, local, 400).repeatable("eshop.once", BODY));

    assertThat(failure.kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
    assertThat(asked.get()).isEqualTo(2);
  }

  private static ServiceFailure failure(Future<JsonObject> request) throws Exception {
    return (ServiceFailure)
        request.transform(done -> Future.succeededFuture(done.cause())).await(10, TimeUnit.SECONDS);
  }
}
