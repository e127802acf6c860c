package eshop.faults;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP proxy that breaks connections in chosen ways: refuses new ones, resets all, carries nothing
 * for a while, or loses the answer to one request. It looks at bytes only, so it stands in front of
 * any server. Two daemon threads a connection; for tests and the chaos command. All methods may be
 * called from any thread.
 */
public final class TcpProxy implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(TcpProxy.class);
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int BACKLOG = 1_000;

  /** What is done once, when a client sends bytes that contain a text. */
  public enum OnceAction {
    /** The bytes are dropped and the connection is reset: the server never hears of them. */
    DROP_REQUEST,
    /** The bytes are delivered, the connection is reset when the answer comes: it is lost. */
    LOSE_ANSWER
  }

  private record Once(String text, OnceAction action) {}

  private final InetAddress address;
  private final InetSocketAddress target;
  private final int port;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final Object silenceLock = new Object();
  private final AtomicReference<Once> once = new AtomicReference<>();
  private volatile ServerSocket listener;
  private boolean silent;
  private int heldBack;
  private volatile boolean closed;

  private TcpProxy(InetAddress address, InetSocketAddress target) throws IOException {
    this.address = address;
    this.target = target;
    this.listener = listening(address, 0);
    this.port = listener.getLocalPort();
    start("eshop-proxy-" + port, this::accept);
  }

  /** A proxy on a free port of 127.0.0.1 that carries everything to this server. */
  public static TcpProxy to(String host, int port) throws IOException {
    return at("127.0.0.1", host, port);
  }

  /** The same on a free port of an address of this machine. */
  public static TcpProxy at(String address, String host, int port) throws IOException {
    return new TcpProxy(
        new InetSocketAddress(address, 0).getAddress(), new InetSocketAddress(host, port));
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** Connections that are open now. */
  public int connections() {
    return links.size();
  }

  /** Refuses new connections until {@link #accept(boolean) accept(true)}; open ones stay. */
  public void accept(boolean accepting) throws IOException {
    if (!accepting) {
      listener.close();
    } else if (listener.isClosed()) {
      listener = listening(address, port);
      start("eshop-proxy-" + port, this::accept);
    }
  }

  /** Resets all connections at once; new ones are taken. */
  public void reset() {
    links.forEach(Link::reset);
  }

  /**
   * Carries nothing in either direction, as a network that drops all packets. New connections are
   * taken, because the kernel does that, and hear nothing.
   */
  public void silence() {
    synchronized (silenceLock) {
      silent = true;
      heldBack = 0;
    }
  }

  /** Reads that have been held back since the proxy fell silent. */
  public int heldBack() {
    synchronized (silenceLock) {
      return heldBack;
    }
  }

  /** Carries on, with what was held back first. */
  public void resume() {
    synchronized (silenceLock) {
      silent = false;
      silenceLock.notifyAll();
    }
  }

  /** Does this once, to the next bytes from a client that contain the text; replaces an earlier. */
  public void once(String text, OnceAction action) {
    once.set(new Once(text, action));
  }

  /** Whether the action of {@link #once} has been done. */
  public boolean isDone() {
    return once.get() == null;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    listener.close();
    resume();
    reset();
  }

  private static ServerSocket listening(InetAddress address, int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(address, port), BACKLOG);
    return socket;
  }

  private void accept() {
    ServerSocket own = listener;
    while (!own.isClosed()) {
      try {
        Socket client = own.accept();
        if (own.isClosed()) {
          client.close();
          return;
        }
        start("eshop-proxy-" + port + "-connect", () -> connect(client));
      } catch (IOException e) {
        LOG.debug("proxy {} accepts no more: {}", port, e.getMessage());
        return;
      }
    }
  }

  private void connect(Socket client) {
    Link link = new Link(client, new Socket());
    links.add(link);
    try {
      awaitSound();
      client.setTcpNoDelay(true);
      link.server.setTcpNoDelay(true);
      link.server.connect(target);
      start("eshop-proxy-" + port + "-back", () -> link.carry(link.server, client, false));
      link.carry(client, link.server, true);
    } catch (IOException e) {
      LOG.debug("proxy {}: {}", port, e.getMessage());
      link.reset();
    }
  }

  private void awaitSound() throws IOException {
    synchronized (silenceLock) {
      try {
        heldBack += silent ? 1 : 0;
        while (silent && !closed) {
          silenceLock.wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** One connection from a client to the server. */
  private final class Link {
    private final Socket client;
    private final Socket server;
    private volatile boolean answerIsLost;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void carry(Socket from, Socket to, boolean request) {
      byte[] buffer = new byte[BUFFER_BYTES];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          awaitSound();
          boolean passes = request ? mayPass(buffer, read) : !answerIsLost;
          if (!passes) {
            reset();
            return;
          }
          out.write(buffer, 0, read);
        }
        to.shutdownOutput();
        if (from.isOutputShutdown()) {
          links.remove(this);
        }
      } catch (IOException e) {
        LOG.debug("proxy {}: {}", port, e.getMessage());
        reset();
      }
    }

    private boolean mayPass(byte[] buffer, int length) {
      Once wanted = once.get();
      if (wanted == null || !text(buffer, length).contains(wanted.text())) {
        return true;
      }
      if (!once.compareAndSet(wanted, null)) {
        return true;
      }
      answerIsLost = wanted.action() == OnceAction.LOSE_ANSWER;
      return answerIsLost;
    }

    void reset() {
      links.remove(this);
      for (Socket socket : new Socket[] {client, server}) {
        try {
          socket.setSoLinger(true, 0);
          socket.close();
        } catch (IOException e) {
          LOG.debug("proxy {}: {}", port, e.getMessage());
        }
      }
    }
  }

  private static String text(byte[] buffer, int length) {
    return new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
  }
}
