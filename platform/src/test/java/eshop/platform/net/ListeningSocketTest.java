package eshop.platform.net;

import static eshop.testkit.DeployedService.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;

/** Real sockets; several tries, because what is looked for is a gap between two threads. */
class ListeningSocketTest {
  private final Vertx vertx = Vertx.vertx();
  private ListeningSocket socket;
  private int port;

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @RepeatedTest(20)
  void nobodyIsTakenFromTheMomentItIsSaidToBeClosed() throws IOException {
    await(Future.future(listening -> vertx.runOnContext(v -> serve().onComplete(listening))));
    try (Socket kept = connect()) {
      assertThat(answered(kept)).isTrue();

      Future<Boolean> taken = Future.future(said -> vertx.runOnContext(v -> tryOnceClosed(said)));

      assertThat(await(taken)).isFalse();
      assertThat(answered(kept)).as("the others stay").isTrue();
    }
  }

  private Future<HttpServer> serve() {
    socket = new ListeningSocket(vertx);
    return vertx
        .createHttpServer()
        .connectionHandler(socket::accepted)
        .requestHandler(request -> request.response().end())
        .listen(0, "127.0.0.1")
        .onSuccess(server -> port = server.actualPort());
  }

  /** Connects right where the closing is told: a hop to another thread would hide the gap. */
  private void tryOnceClosed(Promise<Boolean> taken) {
    socket
        .close()
        .onComplete(
            closed -> {
              try (Socket late = connect()) {
                taken.complete(late.isConnected());
              } catch (IOException refused) {
                taken.complete(false);
              }
            });
  }

  private static boolean answered(Socket client) throws IOException {
    String request = "GET / HTTP/1.1\r\nHost: eshop\r\n\r\n";
    client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    byte[] start = client.getInputStream().readNBytes("HTTP/1.1 200".length());
    client.getInputStream().skip(client.getInputStream().available());
    return new String(start, StandardCharsets.US_ASCII).equals("HTTP/1.1 200");
  }

  private Socket connect() throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
    client.setSoTimeout(20_000);
    return client;
  }
}
