package eshop.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import eshop.platform.bus.BusEndpoint;
import eshop.platform.bus.ServiceFailure;
import eshop.platform.bus.ServiceFailure.Kind;
import eshop.platform.node.NodeContext;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What gets through the bridge, and what does not. */
class BridgeVerticleTest {
  private static final String OPEN = "eshop.order.get";
  private static final String SHUT = "eshop.stock.get";
  private static final String PAGE = "https://shop.example";

  private final Vertx vertx = Vertx.vertx();
  private final NodeContext node = NodeContext.of(vertx);
  private final BridgeVerticle bridge = new BridgeVerticle(node);
  private final Promise<JsonObject> later = Promise.promise();

  @BeforeEach
  void startBridge() throws Exception {
    JsonObject config =
        new JsonObject()
            .put("allow", new JsonArray().add(OPEN).add("eshop.order.submit"))
            .put("maxMessageBytes", 512)
            .put("maxConnections", 2)
            .put("maxPending", 3)
            .put("replyTimeoutMs", 200)
            .put("tcp", new JsonObject().put("enabled", true).put("port", 0))
            .put(
                "sockjs",
                new JsonObject()
                    .put("enabled", true)
                    .put("port", 0)
                    .put("origins", new JsonArray().add(PAGE)));
    new BusEndpoint(vertx, node.localAddresses())
        .serve(OPEN, this::answer)
        .serve(SHUT, body -> Future.succeededFuture(body))
        .ready()
        .compose(ready -> vertx.deployVerticle(bridge, new DeploymentOptions().setConfig(config)))
        .await(20, TimeUnit.SECONDS);
  }

  @AfterEach
  void stopBridge() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  private Future<JsonObject> answer(JsonObject body) {
    return switch (body.getString("orderID")) {
      case "missing" ->
          Future.failedFuture(new ServiceFailure(Kind.NOT_FOUND, "order missing does not exist"));
      case "never" -> later.future();
      default -> Future.succeededFuture(body.put("status", "succeed"));
    };
  }

  @Test
  void aReplyComesBackToTheAddressThatWasNamed() throws IOException {
    try (TcpPeer peer = new TcpPeer(bridge.tcpPort())) {
      assertThat(peer.ask(get("o1")))
          .isEqualTo(
              new JsonObject()
                  .put("type", "message")
                  .put("address", "r-o1")
                  .put("body", new JsonObject().put("orderID", "o1").put("status", "succeed")));
    }
  }

  @Test
  void aFailureKeepsItsCodeAndWords() throws IOException {
    try (TcpPeer peer = new TcpPeer(bridge.tcpPort())) {
      assertRefused(peer.ask(get("missing")), 404, "order missing does not exist");
    }
  }

  @Test
  void anAddressThatNobodyServesIsNotReachable() throws IOException {
    try (TcpPeer peer = new TcpPeer(bridge.tcpPort())) {
      JsonObject reply = peer.ask(get("o1").put("address", "eshop.order.submit"));
      assertRefused(reply, 503, "no node serves eshop.order.submit now");
    }
  }

  @Test
  void aClientsHeadersCannotMakeTheBridgeWaitLonger() throws IOException {
    try (TcpPeer peer = new TcpPeer(bridge.tcpPort())) {
      JsonObject reply =
          peer.ask(get("never").put("headers", new JsonObject().put("timeout", "3600000")));
      assertRefused(reply, 504, "no answer from eshop.order.get in time");
    }
  }

  @Test
  void anAddressThatIsNotOpenIsRefused() throws IOException {
    try (TcpPeer peer = new TcpPeer(bridge.tcpPort())) {
      assertRefused(peer.ask(get("o1").put("address", SHUT)), 403, "access_denied");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"register", "unregister", "publish"})
  void nobodyOutsideListensOrPublishes(String type) throws IOException {
    try (TcpPeer peer = new TcpPeer(bridge.tcpPort());
        TcpPeer other = new TcpPeer(bridge.tcpPort())) {
      assertRefused(peer.ask(get("o1").put("type", type)), 403, "access_denied");
      assertThat(other.ask(get("o1")).getJsonObject("body").getString("status"))
          .isEqualTo("succeed");
    }
  }

  @Test
  void aPingIsAnswered() throws IOException {
    try (TcpPeer peer = new TcpPeer(bridge.tcpPort())) {
      assertThat(peer.ask(new JsonObject().put("type", "ping")))
          .isEqualTo(new JsonObject().put("type", "pong"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 513, Integer.MAX_VALUE})
  void aMessageThatIsTooLargeOrNoneEndsTheConnection(int length) throws IOException {
    try (TcpPeer peer = new TcpPeer(bridge.tcpPort())) {
      peer.length(length);
      assertThat(peer.isClosed()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "{", "{\"type\":1}", "{}"})
  void whatIsNoMessageEndsTheConnection(String text) throws IOException {
    try (TcpPeer peer = new TcpPeer(bridge.tcpPort())) {
      peer.send(text);
      assertThat(peer.isClosed()).isTrue();
    }
  }

  @Test
  void oneConnectionHasSoManyRequestsAtOnce() throws IOException {
    try (TcpPeer peer = new TcpPeer(bridge.tcpPort())) {
      for (int i = 0; i < 3; i++) {
        peer.send(get("never"));
      }
      assertRefused(peer.ask(get("o1")), 429, "too many requests of this connection at once");
      for (int i = 0; i < 3; i++) {
        assertRefused(peer.receive(), 504, "no answer from eshop.order.get in time");
      }
      assertThat(peer.ask(get("o1")).getString("type")).isEqualTo("message");
    }
  }

  @Test
  void moreConnectionsThanAllowedAreClosedAndRoomIsGivenBack() throws Exception {
    try (TcpPeer one = new TcpPeer(bridge.tcpPort())) {
      try (TcpPeer two = new TcpPeer(bridge.tcpPort());
          TcpPeer three = new TcpPeer(bridge.tcpPort())) {
        assertThat(three.isClosed()).isTrue();
        assertThat(two.ask(get("o1")).getString("type")).isEqualTo("message");
      }
      await().until(this::anotherIsLetIn);
      assertThat(one.ask(get("o1")).getString("type")).isEqualTo("message");
    }
  }

  private boolean anotherIsLetIn() {
    try (TcpPeer peer = new TcpPeer(bridge.tcpPort())) {
      return peer.ask(get("o1")).getString("type").equals("message");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aWebSocketSpeaksTheSameInSockJsWords() {
    JsonObject reply = new JsonObject(overWebSocket(null, get("o1").encode()));
    assertThat(reply.getString("type")).isEqualTo("rec");
    assertThat(reply.getString("address")).isEqualTo("r-o1");
    assertThat(reply.getJsonObject("body").getString("status")).isEqualTo("succeed");
  }

  @Test
  void aWebSocketCannotListenEither() {
    String register = new JsonObject().put("type", "register").put("address", OPEN).encode();
    assertRefused(new JsonObject(overWebSocket(PAGE, register)), 403, "access_denied");
  }

  @Test
  void aLargeWebSocketMessageEndsTheConnection() {
    String large = get("o".repeat(600)).encode();
    assertThat(overWebSocket(null, large)).isEqualTo("closed");
  }

  @Test
  void aStrangePageIsTurnedAway() {
    assertThatThrownBy(() -> overWebSocket("https://evil.example", get("o1").encode()))
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("WebSocketHandshakeException");
  }

  /** The first answer to one message, or "closed". */
  private String overWebSocket(String origin, String message) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
    if (origin != null) {
      builder.header("Origin", origin);
    }
    URI uri = URI.create("ws://127.0.0.1:" + bridge.sockjsPort() + "/eventbus/websocket");
    WebSocket socket = builder.buildAsync(uri, new FirstAnswer(answer)).join();
    socket.sendText(message, true).join();
    String first = answer.orTimeout(10, TimeUnit.SECONDS).join();
    socket.abort();
    return first;
  }

  private static JsonObject get(String orderId) {
    return new JsonObject()
        .put("type", "send")
        .put("address", OPEN)
        .put("replyAddress", "r-" + orderId)
        .put("body", new JsonObject().put("orderID", orderId));
  }

  private static void assertRefused(JsonObject message, int code, String words) {
    assertThat(message.getString("type")).isEqualTo("err");
    assertThat(message.getInteger("failureCode")).isEqualTo(code);
    assertThat(message.getString("message")).isEqualTo(words);
  }

  /** Completes with what comes first. */
  private record FirstAnswer(CompletableFuture<String> answer) implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      answer.complete(data.toString());
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      answer.complete("closed");
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      answer.complete("closed");
    }
  }
}
