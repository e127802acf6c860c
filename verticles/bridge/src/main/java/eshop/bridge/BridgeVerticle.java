package eshop.bridge;

import eshop.platform.bus.BusClient;
import eshop.platform.config.ConfigReader;
import eshop.platform.node.NodeContext;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;

/**
 * The door of the event bus for programs in other languages, which cannot join the cluster: chosen
 * request addresses over TCP and WebSockets. Like the gateway it keeps no state and knows services
 * by their addresses only. What travels is described in {@code docs/asyncapi.yml}.
 */
public final class BridgeVerticle extends VerticleBase {
  private static final String NAME = "bridge";

  private final NodeContext node;

  private TcpListener tcp;
  private SockJsListener sockjs;

  /** A bridge of this node. */
  public BridgeVerticle(NodeContext node) {
    this.node = node;
  }

  @Override
  public Future<?> start() {
    BridgeConfig config = ConfigReader.read(config(), BridgeConfig.class, NAME);
    BusClient bus = new BusClient(vertx, node.localAddresses(), config.replyTimeoutMs());
    List<Future<Void>> listening = new ArrayList<>();
    if (config.tcp().enabled()) {
      tcp = new TcpListener(vertx, config, bus);
      listening.add(tcp.listen());
    }
    if (config.sockjs().enabled()) {
      sockjs = new SockJsListener(vertx, config, bus);
      listening.add(sockjs.listen());
    }
    return Future.all(listening)
        .onSuccess(all -> node.readiness().register(NAME, () -> Future.succeededFuture(true)));
  }

  /** Closes all connections; requests under way are done by their services all the same. */
  @Override
  public Future<?> stop() {
    node.readiness().unregister(NAME);
    Future<Void> tcpClosed = tcp == null ? Future.succeededFuture() : tcp.close();
    return tcpClosed.eventually(
        () -> sockjs == null ? Future.<Void>succeededFuture() : sockjs.close());
  }

  /** The port its TCP listener really listens on, once started. */
  public int tcpPort() {
    return tcp.port();
  }

  /** The port its WebSocket listener really listens on, once started. */
  public int sockjsPort() {
    return sockjs.port();
  }
}
