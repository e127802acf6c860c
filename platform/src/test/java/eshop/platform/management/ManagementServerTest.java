package eshop.platform.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eshop.platform.config.ConfigException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagementServerTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Readiness readiness = new Readiness();
  private Vertx vertx;
  private ManagementServer server;

  @BeforeEach
  void listen() throws Exception {
    vertx = Vertx.vertx();
    server =
        ManagementServer.start(vertx, new ManagementConfig(null, 0), readiness, metrics)
            .await(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void theProcessIsHealthyWhenItAnswers() throws Exception {
    HttpResponse<String> response = get("/health");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(response.body()).getString("status")).isEqualTo("UP");
  }

  @Test
  void theNodeIsReadyWhenEveryCheckSaysSo() throws Exception {
    readiness.register("stock.database", () -> Future.succeededFuture(true));

    assertThat(get("/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void oneFailedCheckMakesTheNodeNotReadyAndIsNamed() throws Exception {
    readiness.register("stock.database", () -> Future.succeededFuture(true));
    readiness.register("pay.database", () -> Future.failedFuture("connection refused"));

    HttpResponse<String> response = get("/ready");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(new JsonObject(response.body()).getJsonObject("checks"))
        .isEqualTo(new JsonObject().put("pay.database", false).put("stock.database", true));
  }

  @Test
  void metricsAreGivenAsPrometheusText() throws Exception {
    metrics.counter("orders").increment();

    assertThat(get("/metrics").body()).contains("orders_total 1.0");
  }

  @Test
  void aTakenPortIsOneLineThatNamesTheSetting() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () ->
                ManagementServer.start(
                        vertx, new ManagementConfig(null, server.port()), readiness, metrics)
                    .await(10, TimeUnit.SECONDS))
        .withMessageContaining("127.0.0.1:" + server.port())
        .withMessageContaining("set management.port");
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
