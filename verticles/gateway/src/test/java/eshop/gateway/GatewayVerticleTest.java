package eshop.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import eshop.platform.config.ConfigException;
import eshop.platform.node.NodeContext;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Goal: the gateway's start and stop are clean, and its failures name the setting to change. */
class GatewayVerticleTest {
  private final Vertx vertx = Vertx.vertx();
  private final NodeContext node = NodeContext.of(vertx);

  @AfterEach
  void close() {
    RunningGateway.await(vertx.close());
  }

  @Test
  void gatewayIsReadyWhileItListens() {
    String id = RunningGateway.await(deploy(new GatewayVerticle(node), 0));
    assertThat(checks()).isEqualTo(new JsonObject().put("gateway", true));

    RunningGateway.await(vertx.undeploy(id));
    assertThat(checks()).isEqualTo(new JsonObject());
  }

  @Test
  void portInUseNamesTheSetting() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () -> RunningGateway.await(deploy(new GatewayVerticle(node), taken.getLocalPort())))
          .hasRootCauseInstanceOf(java.net.BindException.class)
          .cause()
          .isInstanceOf(ConfigException.class)
          .hasMessageStartingWith("gateway: cannot listen on 127.0.0.1:" + taken.getLocalPort())
          .hasMessageEndingWith("set gateway.port");
    }
  }

  @Test
  void requestInFlightIsAnsweredBeforeTheGatewayStops() {
    OrderServiceDouble orders = new OrderServiceDouble(node);
    Promise<JsonObject> answer = Promise.promise();
    orders.onSubmit(body -> answer.future());
    GatewayVerticle gateway = new GatewayVerticle(node);
    String id = RunningGateway.await(orders.ready().compose(ready -> deploy(gateway, 0)));
    CompletableFuture<HttpResponse<String>> response =
        HttpClient.newHttpClient()
            .sendAsync(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port() + "/api/v1/submit"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(RunningGateway.ORDER))
                    .build(),
                BodyHandlers.ofString());
    await().until(() -> !orders.submitted.isEmpty());

    Future<Void> stopped = vertx.undeploy(id);
    await().until(() -> checks().isEmpty());
    assertThat(stopped.isComplete()).isFalse();
    answer.complete(new JsonObject().put("orderID", "a").put("accepted", true));

    assertThat(RunningGateway.await(response).statusCode()).isEqualTo(200);
    RunningGateway.await(stopped);
  }

  private JsonObject checks() {
    return RunningGateway.await(node.readiness().check()).getJsonObject("checks");
  }

  private Future<String> deploy(GatewayVerticle gateway, int port) {
    return vertx.deployVerticle(
        gateway, new DeploymentOptions().setConfig(new JsonObject().put("port", port)));
  }
}
