package eshop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalMethodsTest {
  private static final long LIMIT_MS = 50;

  private Vertx vertx;
  private LocalMethods methods;

  @BeforeEach
  void serveOne() {
    vertx = Vertx.vertx();
    methods = new LocalMethods(vertx);
    methods.register("10.0.0.2:1/a.b/C", (metadata, request) -> Future.succeededFuture());
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.2:1/a.b/C | true",
        "10.0.0.1:1,10.0.0.2:1/a.b/C | true",
        "10.0.0.1:1,10.0.0.3:1/a.b/C | false",
        "10.0.0.2:1/a.b/D | false",
        "10.0.0.2:1,10.0.0.1:1/a.b/D | false",
        "dns:///10.0.0.2:1/a.b/C | false",
        "a,b | false",
      })
  void oneThatIsHereIsFoundUnderItsOwnAddressAndInAList(String url, boolean here) {
    assertThat(call(url).isPresent()).isEqualTo(here);
  }

  @Test
  void methodThatDoesNotAnswerIsGivenUp() {
    methods.register(
        "10.0.0.2:1/a.b/Silent", (metadata, request) -> Promise.<Void>promise().future());

    assertThatThrownBy(
            () -> call("10.0.0.2:1/a.b/Silent").orElseThrow().await(10, TimeUnit.SECONDS))
        .hasMessageContaining("a.b/Silent gave no answer within " + LIMIT_MS + " ms");
  }

  private Optional<Future<Void>> call(String url) {
    return methods.call(url, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(), LIMIT_MS);
  }
}
