package eshop.bridge;

import eshop.platform.bus.BusClient;
import eshop.platform.config.Listening;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.Set;

/**
 * The protocol of vertx-tcp-eventbus-bridge: frames of a length (4 bytes, big-endian) and a JSON
 * object of that many bytes. That library's own server is not used: its parser takes frames of any
 * length and loses its place after a malformed one, and it lets a client's headers set timeouts.
 */
final class TcpListener {
  private static final int LENGTH_BYTES = 4;

  private final BridgeConfig config;
  private final BusClient bus;
  private final Set<String> allowed;
  private final Connections connections;
  private final NetServer server;

  TcpListener(Vertx vertx, BridgeConfig config, BusClient bus) {
    this.config = config;
    this.bus = bus;
    this.allowed = Set.copyOf(config.allow());
    this.connections = new Connections(config.maxConnections());
    this.server =
        vertx.createNetServer(
            new NetServerOptions()
                .setHost(config.host())
                .setPort(config.tcp().port())
                .setTcpNoDelay(true)
                .setIdleTimeout(config.idleTimeoutS()));
  }

  Future<Void> listen() {
    return server
        .connectHandler(this::connected)
        .listen()
        .recover(
            e ->
                Future.failedFuture(
                    Listening.failed("bridge.tcp", config.host(), config.tcp().port(), e)))
        .mapEmpty();
  }

  Future<Void> close() {
    return server.close();
  }

  int port() {
    return server.actualPort();
  }

  private void connected(NetSocket socket) {
    if (!connections.enter()) {
      socket.close();
      return;
    }
    socket.closeHandler(closed -> connections.leave()).exceptionHandler(e -> socket.close());
    BridgeSession session =
        new BridgeSession(
            bus,
            allowed,
            config.maxPending(),
            Dialect.TCP,
            text -> {
              socket.write(frame(text));
              Backpressure.after(socket, socket);
            });
    socket.handler(frames(socket, session));
  }

  private RecordParser frames(NetSocket socket, BridgeSession session) {
    RecordParser parser = RecordParser.newFixed(LENGTH_BYTES);
    parser.handler(
        new Handler<>() {
          private boolean lengthIsNext = true;
          private boolean broken;

          @Override
          public void handle(Buffer record) {
            if (broken) {
              return;
            }
            int next = lengthIsNext ? record.getInt(0) : LENGTH_BYTES;
            broken = lengthIsNext ? !fits(next) : !session.receive(record);
            if (broken) {
              socket.close();
              return;
            }
            lengthIsNext = !lengthIsNext;
            parser.fixedSizeMode(next);
          }
        });
    return parser;
  }

  private boolean fits(int length) {
    return length > 0 && length <= config.maxMessageBytes();
  }

  private static Buffer frame(Buffer text) {
    return Buffer.buffer(LENGTH_BYTES + text.length()).appendInt(text.length()).appendBuffer(text);
  }
}
