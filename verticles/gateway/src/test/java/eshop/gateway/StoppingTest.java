package eshop.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.testkit.NoBlockedThreads;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Goal: a client that tries once more when its connection fails loses nothing to a gateway that
 * stops. Method: connections of its pool, of which each may be the one it takes next.
 */
@ExtendWith(NoBlockedThreads.class)
class StoppingTest {
  private static final int POOL = 20;

  @RegisterExtension
  static final RunningGateway GATEWAY = new RunningGateway(new JsonObject().put("lingerMs", 2_000));

  private final List<Client> pool = new ArrayList<>();

  @AfterEach
  void closePool() throws IOException {
    for (Client client : pool) {
      client.socket.close();
    }
  }

  @Test
  void doorIsShutBeforeConnectionsAreClosedAndTheseAreClosedOneAfterTheOther() throws IOException {
    for (int i = 0; i < POOL; i++) {
      pool.add(new Client(GATEWAY.connect()));
      assertThat(pool.get(i).order()).contains("200 OK").doesNotContain("connection: close");
    }
    Client fresh = new Client(GATEWAY.connect());
    pool.add(fresh);

    Future<Void> stopping = GATEWAY.stopping();
    assertThat(pool.get(0).in.read()).as("the longest unused is closed first").isEqualTo(-1);

    assertThat(nobodyListens()).isTrue();
    Client lastUsed = pool.get(POOL - 1);
    for (Client client : List.of(lastUsed, fresh)) {
      assertThat(client.order()).contains("200 OK").contains("connection: close");
      assertThat(client.in.read()).as("closed with its answer").isEqualTo(-1);
    }
    RunningGateway.await(stopping);
    for (Client client : pool) {
      assertThat(client.in.read()).isEqualTo(-1);
    }
  }

  private static boolean nobodyListens() {
    try {
      GATEWAY.connect().close();
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** A connection that is kept. */
  private static final class Client {
    private final Socket socket;
    private final BufferedReader in;

    Client(Socket socket) throws IOException {
      this.socket = socket;
      this.in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The head of the answer. */
    String order() throws IOException {
      String request =
          "POST /api/v1/submit HTTP/1.1\r\nHost: eshop\r\nContent-Type: application/json\r\n"
              + "Content-Length: "
              + RunningGateway.ORDER.length()
              + "\r\n\r\n"
              + RunningGateway.ORDER;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      StringBuilder head = new StringBuilder();
      int length = 0;
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        String name = line.toLowerCase(Locale.ROOT);
        if (name.startsWith("content-length: ")) {
          length = Integer.parseInt(name.substring("content-length: ".length()));
        }
        head.append(name.startsWith("http/") ? line : name).append('\n');
      }
      in.skip(length);
      return head.toString();
    }
  }
}
