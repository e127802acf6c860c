package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eshop.node.books.BooksChecker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes on the same ports under load; after each scenario the books are checked. */
abstract class ClusterFailover {
  private static final Duration QUIET_LIMIT = Duration.ofSeconds(60);
  private static final Duration ORDERS_LIMIT = Duration.ofSeconds(60);

  /**
   * All connections to a node that is killed break at once, but a client hears of them one by one:
   * who orders within this tenth of a second may find a broken one twice.
   */
  static final int LOST_MAX = OrderStream.PER_SECOND / 10;

  @TempDir Path folder;
  private ClusterHome cluster;
  private long sagasBefore;

  @BeforeEach
  void start() throws IOException {
    cluster = new ClusterHome(folder, roles());
    sagasBefore = cluster.sagas();
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
  }

  /** What each node runs; three with all parts unless a scenario has others. */
  List<List<String>> roles() {
    return List.of(List.of(), List.of(), List.of());
  }

  ClusterHome cluster() {
    return cluster;
  }

  OrderStream customers() {
    return new OrderStream(cluster.gatewayPort());
  }

  /** Waits until so many more orders have been acknowledged. */
  static void ordered(OrderStream customers, int more) {
    int until = customers.answeredYes() + more;
    await()
        .atMost(ORDERS_LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> customers.answeredYes() >= until);
  }

  /** Waits until so many more have been sent, whatever became of them. */
  static void attempted(OrderStream customers, int more) {
    int until = customers.orders() + more;
    await()
        .atMost(ORDERS_LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> customers.orders() >= until);
  }

  /** A node was killed: some connections failed, and that is all that customers noticed. */
  static void onlyConnectionsFailed(OrderStream customers) {
    assertThat(customers.orders() - customers.answeredYes())
        .as("not acknowledged: %s", customers.failures())
        .isLessThanOrEqualTo(LOST_MAX);
    assertThat(customers.failures().keySet())
        .as("what customers were told")
        .allMatch(told -> told.startsWith("java.io.") || told.startsWith("java.net."));
  }

  /** Every acknowledged order ends, each once, and the books balance. */
  void everythingEnds(OrderStream customers) throws Exception {
    assertThat(customers.acknowledged())
        .as("each has an id of its own")
        .hasSize(customers.answeredYes());
    assertThat(new BooksChecker(cluster.books()).check(QUIET_LIMIT, customers.acknowledged()))
        .as("the books balance")
        .isEmpty();
    assertThat(cluster.sagas() - sagasBefore)
        .as("no request became two orders, none was lost")
        .isBetween((long) customers.answeredYes(), (long) customers.sent());
  }

  long sagasMade() {
    return cluster.sagas() - sagasBefore;
  }
}
