package eshop.platform.db;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.vertx.core.Completable;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.Connection;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import io.vertx.sqlclient.internal.command.CommandBase;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Makes sure that every statement sent on a connection completes. It stands in the connection's
 * Netty pipeline between the driver's codec and its socket and closes two gaps of
 * vertx-mysql-client 5.0.7 (docs/upstream.md):
 *
 * <ul>
 *   <li>When a connection closes, the codec fails only the first of the statements in flight; the
 *       others never complete. The guard fails all of them, each once, with {@link
 *       ConnectionLostException}.
 *   <li>The driver has no time limit for an answer. When statements are in flight and no byte
 *       arrives for the limit, the guard closes the connection. An idle connection has no limit.
 * </ul>
 *
 * <p>Runs on the connection's event loop; {@link #close} may be called from any thread.
 */
final class ConnectionGuard extends ChannelDuplexHandler {
  private static final String NAME = "eshop-guard";

  /** The name of the driver's last handler in the pipeline. */
  private static final String SOCKET_HANDLER = "handler";

  /** Vert.x's handler of {@code NetClientOptions.setReadIdleTimeout}; ours for the handshake. */
  private static final String IDLE_HANDLER = "idle";

  private static final String CLOSED = "closed by the server or the network";

  private final String database;
  private final long silenceNanos;
  private final ArrayDeque<CommandBase<?>> inFlight = new ArrayDeque<>();
  private ChannelHandlerContext context;
  private ConnectionLostException lost;
  private long lastBytesNanos;
  private boolean timerRuns;

  private ConnectionGuard(String database, long silenceMs) {
    this.database = database;
    this.silenceNanos = TimeUnit.MILLISECONDS.toNanos(silenceMs);
  }

  /**
   * Guards a connection that has just been opened. Call on its event loop, before it is used.
   *
   * @param database the address for messages
   * @param silenceMs limit for the time without a byte while statements are in flight
   */
  static void install(SqlConnection connection, String database, long silenceMs) {
    ChannelPipeline pipeline = channel(connection).pipeline();
    if (pipeline.get(IDLE_HANDLER) != null) {
      pipeline.remove(IDLE_HANDLER);
    }
    pipeline.addBefore(SOCKET_HANDLER, NAME, new ConnectionGuard(database, silenceMs));
  }

  /** The guard of a connection; empty when it is closed, or comes from a pool that is not ours. */
  static Optional<ConnectionGuard> of(SqlConnection connection) {
    return Optional.ofNullable(channel(connection).pipeline().get(ConnectionGuard.class));
  }

  /** Closes the socket; then all in flight fail with the reason. Unsent bytes are dropped. */
  void close(String reason) {
    if (context.executor().inEventLoop()) {
      lose(reason, null);
    } else {
      context.executor().execute(() -> lose(reason, null));
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void write(ChannelHandlerContext to, Object message, ChannelPromise promise)
      throws Exception {
    if (message instanceof CommandBase<?> command && command.handler != null) {
      if (lost != null) {
        command.fail(lost);
        return;
      }
      track(command);
    }
    super.write(to, message, promise);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext from) throws Exception {
    lastBytesNanos = System.nanoTime();
    super.channelReadComplete(from);
  }

  @Override
  public void channelInactive(ChannelHandlerContext from) throws Exception {
    lose(CLOSED, null);
    super.channelInactive(from);
    failAll();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
    lose(cause.toString(), cause);
  }

  private <R> void track(CommandBase<R> command) {
    Completable<R> handler = command.handler;
    command.handler =
        (result, failure) -> {
          boolean failsWithTheOthers = failure instanceof ClosedConnectionException;
          if (!failsWithTheOthers && untrack(command)) {
            handler.complete(result, failure);
          }
        };
    if (inFlight.isEmpty()) {
      lastBytesNanos = System.nanoTime();
      startTimer(silenceNanos);
    }
    inFlight.add(command);
  }

  /** Answers come in the order of the statements, so it is nearly always the first. */
  private boolean untrack(CommandBase<?> command) {
    if (inFlight.peek() == command) {
      inFlight.poll();
      return true;
    }
    return inFlight.remove(command);
  }

  private void lose(String reason, Throwable cause) {
    if (lost != null) {
      return;
    }
    lost = new ConnectionLostException(database, reason, cause);
    if (context.channel().isOpen()) {
      context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
      Object unused = context.close();
    }
  }

  /**
   * Only when the pool knows that the connection is closed: it would lend it again to whoever asks
   * for one because of these failures.
   */
  private void failAll() {
    List<CommandBase<?>> unanswered = List.copyOf(inFlight);
    unanswered.forEach(command -> command.fail(lost));
  }

  private void startTimer(long nanos) {
    if (!timerRuns) {
      timerRuns = true;
      Object unused = context.executor().schedule(this::checkSilence, nanos, TimeUnit.NANOSECONDS);
    }
  }

  private void checkSilence() {
    timerRuns = false;
    if (lost != null || inFlight.isEmpty()) {
      return;
    }
    long leftNanos = silenceNanos - (System.nanoTime() - lastBytesNanos);
    if (leftNanos <= 0) {
      lose("no answer for " + TimeUnit.NANOSECONDS.toMillis(silenceNanos) + " ms", null);
    } else {
      startTimer(leftNanos);
    }
  }

  /** A pooled connection wraps the one with the socket. */
  private static Channel channel(SqlConnection connection) {
    Connection inner = ((SqlConnectionInternal) connection).unwrap();
    while (!(inner instanceof SocketConnectionBase)) {
      inner = inner.unwrap();
    }
    return ((SocketConnectionBase) inner).socket().channelHandlerContext().channel();
  }
}
