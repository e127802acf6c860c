package eshop.platform.grpc;

import eshop.platform.config.ConfigException;
import eshop.platform.config.Listening;
import eshop.platform.net.ListeningSocket;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.health.HealthService;
import io.vertx.grpc.reflection.ReflectionService;
import io.vertx.grpc.server.GrpcProtocol;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The gRPC server of one verticle: the given services, the standard health service (asked by
 * service name), and reflection when configured; all of it under TLS when that is configured.
 */
public final class GrpcEndpointServer {
  private static final int MAX_HEADER_BYTES = 16 * 1024;

  /** Longer than any call takes that can still succeed. */
  private static final long DRAIN_S = 10;

  private final LocalMethods localMethods;
  private final String host;
  private final ListeningSocket socket;
  private final HttpServer server;
  private final List<String> localUrls = new ArrayList<>();

  private GrpcEndpointServer(
      LocalMethods localMethods, String host, ListeningSocket socket, HttpServer server) {
    this.localMethods = localMethods;
    this.host = host;
    this.socket = socket;
    this.server = server;
  }

  /**
   * Listens; completes when calls are accepted, fails with {@code ConfigException} when the port
   * cannot be had or the files of TLS are no good.
   *
   * @param localMethods the node's, see {@link #serveLocally}
   * @param key the configuration section, named in the failure: {@code stock.grpc}
   * @param healthy asked on every health check; answer false, or fail, for NOT_SERVING
   */
  public static Future<GrpcEndpointServer> start(
      Vertx vertx,
      LocalMethods localMethods,
      String key,
      GrpcConfig config,
      List<Service> services,
      Supplier<Future<Boolean>> healthy) {
    return start(vertx, localMethods, key, key + ".port", config, services, healthy);
  }

  /**
   * The same, with the services' methods over HTTP/JSON too, on the same port.
   *
   * @param overHttp what stands before the gRPC server, which transcodes
   */
  public static Future<GrpcEndpointServer> start(
      Vertx vertx,
      LocalMethods localMethods,
      String key,
      GrpcConfig config,
      List<Service> services,
      Supplier<Future<Boolean>> healthy,
      UnaryOperator<Handler<HttpServerRequest>> overHttp) {
    GrpcServer grpc = grpc(vertx, limited(config), services, healthy, config.reflection());
    return start(
        vertx, localMethods, key, key + ".port", config, overHttp.apply(new DtmRawCalls(grpc)));
  }

  /**
   * gRPC only, for a section with several ports.
   *
   * @param portKey the full path of the port's own key: {@code coordinator.grpcPort}
   */
  public static Future<GrpcEndpointServer> start(
      Vertx vertx,
      LocalMethods localMethods,
      String key,
      String portKey,
      GrpcConfig config,
      List<Service> services,
      Supplier<Future<Boolean>> healthy) {
    GrpcServerOptions options = limited(config).removeEnabledProtocol(GrpcProtocol.TRANSCODING);
    GrpcServer grpc = grpc(vertx, options, services, healthy, config.reflection());
    return start(vertx, localMethods, key, portKey, config, new DtmRawCalls(grpc));
  }

  private static Future<GrpcEndpointServer> start(
      Vertx vertx,
      LocalMethods localMethods,
      String key,
      String portKey,
      GrpcConfig config,
      Handler<HttpServerRequest> calls) {
    ListeningSocket socket = new ListeningSocket(vertx);
    return config
        .tls()
        .check(vertx, key + ".tls")
        .compose(checked -> listen(vertx, config, socket, calls))
        .map(server -> new GrpcEndpointServer(localMethods, config.host(), socket, server))
        .recover(e -> Future.failedFuture(failure(key, portKey, config, e)));
  }

  private static GrpcServerOptions limited(GrpcConfig config) {
    return new GrpcServerOptions().setMaxMessageSize(config.maxMessageBytes());
  }

  private static GrpcServer grpc(
      Vertx vertx,
      GrpcServerOptions options,
      List<Service> services,
      Supplier<Future<Boolean>> healthy,
      boolean reflection) {
    GrpcServer grpc = GrpcServer.server(vertx, options);
    HealthService health = HealthService.create(vertx).register("", healthy);
    for (Service service : services) {
      grpc.addService(service);
      health.register(service.name(), healthy);
    }
    grpc.addService(health);
    if (reflection) {
      grpc.addService(ReflectionService.v1());
    }
    return grpc;
  }

  private static Future<HttpServer> listen(
      Vertx vertx, GrpcConfig config, ListeningSocket socket, Handler<HttpServerRequest> calls) {
    return vertx
        .createHttpServer(config.tls().applyTo(options(config)))
        .connectionHandler(socket::accepted)
        .requestHandler(calls)
        .listen();
  }

  private static Throwable failure(String key, String portKey, GrpcConfig config, Throwable e) {
    return e instanceof ConfigException
        ? e
        : Listening.failed(key, portKey, config.host(), config.port(), e);
  }

  /** The port really listened on. */
  public int port() {
    return server.actualPort();
  }

  /**
   * Serves methods to callers in this process too, under this server's host and port.
   *
   * @param methods by {@code package.service/Method}: what a call with this metadata and these
   *     bytes does
   */
  public GrpcEndpointServer serveLocally(
      Map<String, BiFunction<MultiMap, Buffer, Future<Void>>> methods) {
    methods.forEach(
        (method, handler) -> {
          String url = host + ":" + port() + "/" + method;
          localMethods.register(url, handler);
          localUrls.add(url);
        });
    return this;
  }

  /** Stops accepting, lets the calls in flight end for at most 10 s, then closes connections. */
  public Future<Void> close() {
    localUrls.forEach(localMethods::unregister);
    return socket.close().compose(closed -> server.shutdown(DRAIN_S, TimeUnit.SECONDS));
  }

  private static HttpServerOptions options(GrpcConfig config) {
    return new HttpServerOptions()
        .setHost(config.host())
        .setPort(config.port())
        .setReusePort(config.reusePort())
        .setTcpNoDelay(true)
        .setMaxHeaderSize(MAX_HEADER_BYTES)
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(config.maxStreams())
                .setMaxHeaderListSize(MAX_HEADER_BYTES));
  }
}
