package eshop.bridge;

import eshop.platform.bus.BusClient;
import eshop.platform.config.Listening;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import io.vertx.ext.web.handler.sockjs.Transport;
import java.util.Set;

/**
 * The SockJS bridge's protocol under {@code /eventbus}: its clients find it there, and any
 * WebSocket client at {@code /eventbus/websocket}, one JSON object a message. A listener of its
 * own, apart from the gateway's, so that neither takes the other's connections. WebSockets only:
 * SockJS's fallbacks hold requests and bodies for browsers that no longer exist.
 */
final class SockJsListener {
  private static final int FORBIDDEN = 403;
  private static final long HEARTBEAT_MS = 4_000;

  private final BridgeConfig config;
  private final BusClient bus;
  private final Set<String> allowed;
  private final Set<String> origins;
  private final Connections connections;
  private final HttpServer server;

  SockJsListener(Vertx vertx, BridgeConfig config, BusClient bus) {
    this.config = config;
    this.bus = bus;
    this.allowed = Set.copyOf(config.allow());
    this.origins = Set.copyOf(config.sockjs().origins());
    this.connections = new Connections(config.maxConnections());
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost(config.host())
                    .setPort(config.sockjs().port())
                    .setTcpNoDelay(true)
                    .setHttp2ClearTextEnabled(false)
                    .setIdleTimeout(config.idleTimeoutS())
                    .setMaxWebSocketFrameSize(config.maxMessageBytes())
                    .setMaxWebSocketMessageSize(config.maxMessageBytes()))
            .requestHandler(router(vertx))
            .connectionHandler(this::connected);
  }

  Future<Void> listen() {
    return server
        .listen()
        .recover(
            e ->
                Future.failedFuture(
                    Listening.failed("bridge.sockjs", config.host(), config.sockjs().port(), e)))
        .mapEmpty();
  }

  Future<Void> close() {
    return server.close();
  }

  int port() {
    return server.actualPort();
  }

  private void connected(HttpConnection connection) {
    if (connections.enter()) {
      connection.closeHandler(closed -> connections.leave());
    } else {
      connection.close();
    }
  }

  private Router router(Vertx vertx) {
    SockJSHandlerOptions options =
        new SockJSHandlerOptions()
            .setRegisterWriteHandler(false)
            .setHeartbeatInterval(HEARTBEAT_MS);
    for (Transport transport : Transport.values()) {
      if (transport != Transport.WEBSOCKET) {
        options.addDisabledTransport(transport.name());
      }
    }
    Router router = Router.router(vertx);
    router.route().handler(this::knownOrigin);
    router
        .route("/eventbus/*")
        .subRouter(SockJSHandler.create(vertx, options).socketHandler(this::opened));
    return router;
  }

  /** Otherwise any page that a user of this machine opens could order in his name. */
  private void knownOrigin(RoutingContext request) {
    String origin = request.request().getHeader("Origin");
    if (origin == null || origins.contains(origin)) {
      request.next();
    } else {
      request.response().setStatusCode(FORBIDDEN).end();
    }
  }

  private void opened(SockJSSocket socket) {
    BridgeSession session =
        new BridgeSession(
            bus,
            allowed,
            config.maxPending(),
            Dialect.SOCKJS,
            text -> {
              // As text: a buffer would become a binary message on a bare WebSocket.
              socket.write(text.toString());
              Backpressure.after(socket, socket);
            });
    socket.exceptionHandler(e -> socket.close());
    socket.handler(
        message -> {
          if (!session.receive(message)) {
            socket.close();
          }
        });
  }
}
