package eshop.gateway;

import eshop.platform.bus.BusClient;
import eshop.platform.config.ConfigReader;
import eshop.platform.config.Listening;
import eshop.platform.net.ListeningSocket;
import eshop.platform.node.NodeContext;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import java.util.concurrent.TimeUnit;

/**
 * The door to the shop: HTTP on one side, the event bus on the other. It keeps no state and knows
 * no service but by its address, so any number of nodes may run one.
 *
 * <p>The OpenAPI document is the source of the routes and of the rules; see {@link ApiDocument}.
 * The router's own validation is off, because it hands every request to a worker thread and copies
 * all schemas of the document twice a request, which costs more than the check itself; {@link
 * BodyRules} and {@link FieldRule} use the same schemas, bound once.
 */
public final class GatewayVerticle extends VerticleBase {
  private static final String NAME = "gateway";
  private static final int MAX_HEADER_BYTES = 8_192;
  private static final int MAX_REQUEST_LINE_BYTES = 4_096;
  private static final long DRAIN_S = 10;

  private final NodeContext node;

  private GatewayConfig config;
  private ListeningSocket socket;
  private OpenConnections connections;
  private HttpServer server;

  /** A gateway of this node. */
  public GatewayVerticle(NodeContext node) {
    this.node = node;
  }

  @Override
  public Future<?> start() {
    config = ConfigReader.read(config(), GatewayConfig.class, NAME);
    socket = new ListeningSocket(vertx);
    connections = new OpenConnections(vertx, node.shutdown());
    Orders orders = new Orders(new BusClient(vertx, node.localAddresses(), config.busTimeoutMs()));
    return ApiDocument.load(vertx)
        .compose(document -> listen(router(document, orders)))
        .onSuccess(
            listening -> {
              server = listening;
              node.readiness().register(NAME, () -> Future.succeededFuture(true));
            });
  }

  /**
   * Stops accepting, then ends the connections that nobody uses, and lets the requests in flight
   * end for at most 10 s. In this order a client that tries again when its connection fails meets
   * no second one that does.
   */
  @Override
  public Future<?> stop() {
    node.readiness().unregister(NAME);
    return server == null
        ? Future.succeededFuture()
        : socket
            .close()
            .compose(closed -> connections.endIdle(config.lingerMs()))
            .compose(ended -> server.shutdown(DRAIN_S, TimeUnit.SECONDS));
  }

  /** The port really listened on; for who deployed it with port 0. */
  public int port() {
    return server.actualPort();
  }

  private Router router(ApiDocument document, Orders orders) {
    RouterBuilder builder =
        RouterBuilder.create(vertx, document.contract())
            .rootHandler(new RequestLog())
            .rootHandler(new SecurityHeaders())
            .rootHandler(connections)
            .rootHandler(new InFlightLimit(config.maxInFlight()));
    WaitForFinal waiting = new WaitForFinal(vertx, node.shutdown(), orders, config.maxWaiting());
    route(builder, "submitOrder")
        .addHandler(new BodyGuard(config.bodyTimeoutMs()))
        .addHandler(BodyHandler.create(false).setBodyLimit(config.maxBodyBytes()))
        .addHandler(new SubmitHandler(document.bodyOf("submitOrder"), orders, waiting));
    route(builder, "getOrder")
        .addHandler(
            new OrderHandler(document.parameterOf("getOrder", OrderHandler.ORDER_ID), orders));
    Router router = builder.createRouter();
    document.mount(router);
    if (config.swagger()) {
      SwaggerPage.mount(router);
    }
    return withErrors(router, new ErrorResponder(document, config.maxBodyBytes()));
  }

  private static OpenAPIRoute route(RouterBuilder builder, String operationId) {
    return builder.getRoute(operationId).setDoValidation(false);
  }

  private static Router withErrors(Router router, ErrorResponder responder) {
    router.route().failureHandler(responder);
    return router
        .errorHandler(400, ErrorResponder::undecodable)
        .errorHandler(404, responder)
        .errorHandler(405, responder)
        .errorHandler(500, responder);
  }

  private Future<HttpServer> listen(Router router) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(config.host())
            .setPort(config.port())
            .setReusePort(config.reusePort())
            .setTcpNoDelay(true)
            .setHttp2ClearTextEnabled(false)
            .setIdleTimeout(config.idleTimeoutS())
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES);
    return vertx
        .createHttpServer(options)
        .connectionHandler(
            connection -> {
              socket.accepted(connection);
              connections.opened(connection);
            })
        .requestHandler(router)
        .invalidRequestHandler(ErrorResponder::invalidRequest)
        .listen()
        .recover(e -> Future.failedFuture(Listening.failed(NAME, config.host(), config.port(), e)));
  }
}
