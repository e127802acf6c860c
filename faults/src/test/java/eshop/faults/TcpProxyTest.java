package eshop.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.faults.TcpProxy.OnceAction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the proxy breaks, seen by a client and by a server that echoes. */
class TcpProxyTest {
  private static final int DEADLINE_MS = 10_000;

  private final List<String> heard = new CopyOnWriteArrayList<>();
  private ServerSocket server;
  private TcpProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread echo = new Thread(this::serve, "echo");
    echo.setDaemon(true);
    echo.start();
    proxy = TcpProxy.to("127.0.0.1", server.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  void carriesBothWays() throws IOException {
    try (Socket client = connect()) {
      assertThat(ask(client, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void silenceHoldsBytesBackUntilItIsOver() throws IOException {
    try (Socket client = connect()) {
      assertThat(ask(client, "before")).isEqualTo("before");
      proxy.silence();
      client.setSoTimeout(300);
      assertThatThrownBy(() -> ask(client, "during")).isInstanceOf(SocketTimeoutException.class);

      proxy.resume();

      client.setSoTimeout(DEADLINE_MS);
      assertThat(read(client, 6)).isEqualTo("during");
    }
  }

  @Test
  void resetEndsOpenConnectionsAndTakesNewOnes() throws IOException {
    try (Socket client = connect();
        Socket other = new Socket()) {
      assertThat(ask(client, "before")).isEqualTo("before");

      proxy.reset();

      assertThatThrownBy(() -> ask(client, "after")).isInstanceOf(IOException.class);
      other.connect(client.getRemoteSocketAddress());
      assertThat(ask(other, "again")).isEqualTo("again");
    }
  }

  @Test
  void aProxyThatDoesNotAcceptRefusesConnections() throws IOException {
    proxy.accept(false);
    assertThatThrownBy(this::connect).isInstanceOf(IOException.class);

    proxy.accept(true);
    try (Socket client = connect()) {
      assertThat(ask(client, "again")).isEqualTo("again");
    }
  }

  @Test
  void aLostAnswerWasHeardByTheServerAndADroppedRequestWasNot() throws IOException {
    proxy.once("lose", OnceAction.LOSE_ANSWER);
    try (Socket client = connect()) {
      assertThatThrownBy(() -> ask(client, "lose")).isInstanceOf(IOException.class);
    }
    proxy.once("drop", OnceAction.DROP_REQUEST);
    try (Socket client = connect()) {
      assertThatThrownBy(() -> ask(client, "drop")).isInstanceOf(IOException.class);
    }

    assertThat(heard).containsExactly("lose");
    assertThat(proxy.isDone()).isTrue();
  }

  private Socket connect() throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    client.setSoTimeout(DEADLINE_MS);
    return client;
  }

  private static String ask(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return read(client, text.length());
  }

  private static String read(Socket client, int length) throws IOException {
    byte[] answer = client.getInputStream().readNBytes(length);
    if (answer.length < length) {
      throw new IOException("the connection was closed");
    }
    return new String(answer, StandardCharsets.US_ASCII);
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread echo = new Thread(() -> echo(client), "echo-connection");
        echo.setDaemon(true);
        echo.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void echo(Socket client) {
    byte[] buffer = new byte[1_000];
    try (client) {
      for (int read = client.getInputStream().read(buffer);
          read >= 0;
          read = client.getInputStream().read(buffer)) {
        heard.add(new String(buffer, 0, read, StandardCharsets.US_ASCII));
        client.getOutputStream().write(buffer, 0, read);
      }
    } catch (IOException e) {
      return;
    }
  }
}
