package eshop.platform.grpc;

import eshop.platform.config.ConfigException;
import eshop.platform.config.Listening;
import eshop.platform.http.ListeningSocket;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.grpc.health.HealthService;
import io.vertx.grpc.reflection.ReflectionService;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;

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

  private GrpcEndpointServer(Vertx vertx, String host, ListeningSocket socket, HttpServer server) {
    this.localMethods = LocalMethods.of(vertx);
    this.host = host;
    this.socket = socket;
    this.server = server;
  }

  /**
   * Listens; completes when calls are accepted, fails with {@code ConfigException} when the port
   * cannot be had or the files of TLS are no good.
   *
   * @param key the configuration section, named in the failure: {@code stock.grpc}
   * @param healthy asked on every health check; answer false, or fail, for NOT_SERVING
   */
  public static Future<GrpcEndpointServer> start(
      Vertx vertx,
      String key,
      GrpcConfig config,
      List<Service> services,
      Supplier<Future<Boolean>> healthy) {
    return start(vertx, key, key + ".port", config, services, healthy);
  }

  /**
   * The same for a section with several ports.
   *
   * @param portKey the full path of the port's own key: {@code coordinator.grpcPort}
   */
  public static Future<GrpcEndpointServer> start(
      Vertx vertx,
      String key,
      String portKey,
      GrpcConfig config,
      List<Service> services,
      Supplier<Future<Boolean>> healthy) {
    GrpcServer grpc = grpc(vertx, config, services, healthy);
    ListeningSocket socket = new ListeningSocket(vertx);
    return config
        .tls()
        .check(vertx, key + ".tls")
        .compose(checked -> listen(vertx, config, socket, grpc))
        .map(server -> new GrpcEndpointServer(vertx, config.host(), socket, server))
        .recover(e -> Future.failedFuture(failure(key, portKey, config, e)));
  }

  private static GrpcServer grpc(
      Vertx vertx, GrpcConfig config, List<Service> services, Supplier<Future<Boolean>> healthy) {
    GrpcServer grpc =
        GrpcServer.server(
            vertx, new GrpcServerOptions().setMaxMessageSize(config.maxMessageBytes()));
    HealthService health = HealthService.create(vertx).register("", healthy);
    for (Service service : services) {
      grpc.addService(service);
      health.register(service.name(), healthy);
    }
    grpc.addService(health);
    if (config.reflection()) {
      grpc.addService(ReflectionService.v1());
    }
    return grpc;
  }

  private static Future<HttpServer> listen(
      Vertx vertx, GrpcConfig config, ListeningSocket socket, GrpcServer grpc) {
    return vertx
        .createHttpServer(config.tls().applyTo(options(config)))
        .connectionHandler(socket::accepted)
        .requestHandler(new DtmRawCalls(grpc))
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
