package eshop.platform.net;

import io.netty.channel.Channel;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeUnit;

/**
 * The socket that an HTTP server accepts on, so that it can be closed before anything else of the
 * server is.
 *
 * <p>A server's own shutdown first stops serving new connections, then closes the socket, and cuts
 * off who has connected in between; where nodes share the port, that client's second try may well
 * end in the same gap. Closed first, the socket is out of the system's list before any connection
 * is reset, and a second try can only reach another node.
 */
public final class ListeningSocket {
  private final Context context;
  private volatile Channel socket;

  /** To be made on the context of the server. */
  public ListeningSocket(Vertx vertx) {
    context = vertx.getOrCreateContext();
  }

  /** The server's connection handler: Vert.x shows the socket only through what it accepts. */
  public void accepted(HttpConnection connection) {
    if (socket == null && connection instanceof ConnectionBase known) {
      socket = known.channel().parent();
    }
  }

  /**
   * Accepts no more; connections stay as they are. Completes on the server's context, after all
   * that were accepted have got there. Does nothing when there never was a connection.
   */
  public Future<Void> close() {
    Channel listening = socket;
    if (listening == null) {
      return Future.succeededFuture();
    }
    Promise<Void> closed = Promise.promise();
    listening.close().addListener(done -> afterNextSelect(listening, closed));
    return closed.future();
  }

  /**
   * A closed NIO channel keeps its socket listening until its selector has run once more (JDK 17,
   * {@code AbstractSelectableChannel.deregister}); Netty runs a task with a delay after that.
   */
  private void afterNextSelect(Channel listening, Promise<Void> closed) {
    listening
        .eventLoop()
        .schedule(() -> {}, 1, TimeUnit.MILLISECONDS)
        .addListener(selected -> context.runOnContext(v -> closed.complete()));
  }
}
