package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eshop.node.books.BooksChecker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes on the same ports under load; after each scenario the books are checked. */
abstract class ClusterFailover {
  private static final Duration QUIET_LIMIT = Duration.ofSeconds(60);
  private static final Duration ORDERS_LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;
  private ClusterHome cluster;
  private long sagasBefore;

  @BeforeEach
  void start() throws IOException {
    cluster = new ClusterHome(folder, 3);
    sagasBefore = cluster.sagas();
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
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
