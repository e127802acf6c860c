package eshop.bench.recovery;

import eshop.bench.db.SagaTable;
import eshop.bench.db.SagaTable.Retries;
import eshop.bench.nodes.NodeProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A service that is coming back, watched from outside. It is back when its gRPC port takes a
 * connection: from then on a call could have succeeded, so the time counts from there, and what the
 * process needs to come up is shown beside it.
 *
 * @param servesS from the start of the service's process until it took a connection
 * @param readyS from the start of the process until it said that it is ready; 0 if not seen
 * @param firstFinalS from serving until the first order was seen final; so the others
 * @param retries what the waiting sagas' back-off was when the service was back
 */
record Comeback(
    double servesS,
    double readyS,
    double firstFinalS,
    double halfFinalS,
    double lastFinalS,
    boolean over,
    List<Retries> retries) {
  private static final int PORT_LOOK_MS = 10;
  private static final int COUNT_LOOK_MS = 50;
  private static final int CONNECT_LIMIT_MS = 1_000;

  /** Watches until every order is final or the limit has passed. Blocks. */
  static Comeback watch(NodeProcess service, int port, SagaTable sagas, long orders, int limitS)
      throws IOException, SQLException, InterruptedException {
    long launched = service.launchedNanos();
    long deadline = launched + TimeUnit.SECONDS.toNanos(limitS);
    long serves = awaitServing(service, port, deadline);
    List<Retries> retries = sagas.retries();
    Timeline timeline = new Timeline(orders);
    long ready = 0;
    while (!timeline.over() && System.nanoTime() - deadline < 0) {
      if (ready == 0 && service.isReady()) {
        ready = System.nanoTime();
      }
      long finished = sagas.finished();
      timeline.look(System.nanoTime(), finished);
      TimeUnit.MILLISECONDS.sleep(COUNT_LOOK_MS);
    }
    return new Comeback(
        seconds(launched, serves),
        seconds(launched, ready),
        seconds(serves, timeline.firstNanos()),
        seconds(serves, timeline.halfNanos()),
        seconds(serves, timeline.lastNanos()),
        timeline.over(),
        retries);
  }

  /** How long after serving the last retry was due: what of the time is back-off. */
  long lastDueS() {
    return retries.stream().mapToLong(Retries::lastDueS).max().orElse(0);
  }

  private static long awaitServing(NodeProcess service, int port, long deadline)
      throws IOException, InterruptedException {
    while (!takesConnections(port)) {
      service.isReady();
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("the service did not come back");
      }
      TimeUnit.MILLISECONDS.sleep(PORT_LOOK_MS);
    }
    return System.nanoTime();
  }

  private static boolean takesConnections(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_LIMIT_MS);
      return true;
    } catch (IOException away) {
      return false;
    }
  }

  private static double seconds(long from, long to) {
    return to == 0 ? 0 : (to - from) / 1e9;
  }
}
