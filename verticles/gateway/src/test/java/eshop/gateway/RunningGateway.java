package eshop.gateway;

import eshop.platform.node.NodeContext;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A gateway on a port of its own, with a double of the order service behind it. */
final class RunningGateway implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
  static final String ORDER =
      """
      {"userID":1,"productID":2,"amount":1100,"productCount":1,"couponID":3}""";

  private final JsonObject config;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Vertx vertx;
  private NodeContext node;
  private OrderServiceDouble orders;
  private String deployment;
  private int port;

  RunningGateway() {
    this(new JsonObject());
  }

  RunningGateway(JsonObject config) {
    this.config = config.copy().put("port", 0);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    vertx = Vertx.vertx();
    node = NodeContext.of(vertx);
    orders = new OrderServiceDouble(node);
    GatewayVerticle verticle = new GatewayVerticle(node);
    deployment =
        await(
            orders
                .ready()
                .compose(
                    ready ->
                        vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(config))));
    port = verticle.port();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    orders.reset();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    await(vertx.close());
  }

  OrderServiceDouble orders() {
    return orders;
  }

  NodeContext node() {
    return node;
  }

  Vertx vertx() {
    return vertx;
  }

  /** Stops the gateway; there is no way back. */
  Future<Void> stopping() {
    return vertx.undeploy(deployment);
  }

  HttpResponse<String> submit(String body, String... headers) {
    return await(submitting(body, headers));
  }

  CompletableFuture<HttpResponse<String>> submitting(String body, String... headers) {
    HttpRequest.Builder request =
        to("/api/v1/submit")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return http.sendAsync(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) {
    return send(to(path).GET());
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    return await(http.sendAsync(request.build(), BodyHandlers.ofString()));
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(20));
  }

  /** A bare connection, for what no client library would send. */
  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** Sends bytes as they are and reads until the gateway closes the connection. */
  String exchange(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static JsonObject json(HttpResponse<String> response) {
    return new JsonObject(response.body());
  }

  static <T> T await(Future<T> future) {
    return await(future.toCompletionStage().toCompletableFuture());
  }

  static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(30, TimeUnit.SECONDS).join();
  }
}
