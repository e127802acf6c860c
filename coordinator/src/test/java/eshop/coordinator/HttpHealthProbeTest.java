package eshop.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.testkit.DeployedService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When an HTTP host counts as serving, by what it answers to the health check. */
class HttpHealthProbeTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    DeployedService.await(vertx.close());
  }

  @Test
  void hostThatSaysServingServes() {
    assertThat(serves(answer(200, "{\"status\":\"SERVING\"}"))).isTrue();
  }

  @Test
  void hostThatSaysNotServingDoesNot() {
    assertThat(serves(answer(200, "{\"status\":\"NOT_SERVING\"}"))).isFalse();
  }

  @Test
  void hostThatDoesNotKnowTheQuestionServes() {
    assertThat(serves(answer(404, "no such page"))).isTrue();
  }

  @Test
  void hostThatAnswersWithAFaultDoesNot() {
    assertThat(serves(answer(503, "later"))).isFalse();
  }

  @Test
  void hostThatHangsUpIsAFailure() {
    assertThatThrownBy(() -> serves(request -> request.connection().close()))
        .hasMessageContaining("closed");
  }

  private static Consumer<HttpServerRequest> answer(int status, String body) {
    return request -> request.response().setStatusCode(status).end(body);
  }

  private boolean serves(Consumer<HttpServerRequest> host) {
    HttpHealthProbe probe = new HttpHealthProbe(vertx.createHttpClient());
    Future<Boolean> serves =
        vertx
            .createHttpServer()
            .requestHandler(host::accept)
            .listen(0, "127.0.0.1")
            .compose(server -> probe.serves("http://127.0.0.1", server.actualPort()));
    return DeployedService.await(serves);
  }
}
