package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.node.books.Book;
import eshop.node.books.BooksChecker;
import eshop.node.books.BooksConfig;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A node killed with signal 9 in the middle of many orders, some of which are refused on the way.
 * Whatever was acknowledged must end after a restart on the same data, and nothing happens twice.
 */
class NodeCrashTest {
  private static final int ORDERS = 200;
  private static final int CLIENTS = 8;
  private static final Duration QUIET_LIMIT = Duration.ofSeconds(60);

  /** Sagas that were cut off are due at once instead of after dtm's ten seconds. */
  private static final String[] SETTINGS = {
    "--set", "coordinator.retryInterval=1", "--set", "coordinator.transCronInterval=1"
  };

  @TempDir static Path folder;
  private static NodeHome home;
  private static NodeProcess node;

  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger acknowledged = new AtomicInteger();

  @BeforeAll
  static void start() throws IOException {
    home = new NodeHome(folder);
    node = home.start(SETTINGS);
  }

  /** The successor of killed nodes stops their database too. */
  @AfterAll
  static void stopInOrder() throws Exception {
    try {
      node.signal("TERM");
      node.ended();
      assertThat(home.databases()).as("database processes left").isEmpty();
    } finally {
      node.kill();
      home.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = 60)
  void acknowledgedOrdersEndWhenTheNodeIsKilled(int afterOrders) throws Exception {
    long sagasBefore = sagas();
    ProcessHandle database = home.databases().get(0);

    Shop shop = orderUntil(afterOrders, node::kill);
    node.ended();
    assertThat(database.isAlive()).as("the database outlives the node").isTrue();
    node = home.start(SETTINGS);

    assertThat(home.databases()).as("it is adopted").containsExactly(database);
    everythingEnds(shop, sagasBefore);
  }

  @ParameterizedTest
  @ValueSource(ints = 120)
  void acknowledgedOrdersEndWhenNodeAndDatabaseAreKilled(int afterOrders) throws Exception {
    long sagasBefore = sagas();
    ProcessHandle database = home.databases().get(0);

    Shop shop =
        orderUntil(
            afterOrders,
            () -> {
              database.destroyForcibly();
              node.kill();
            });
    node.ended();
    database.onExit().get(20, TimeUnit.SECONDS);
    node = home.start(SETTINGS);

    everythingEnds(shop, sagasBefore);
  }

  private Shop orderUntil(int acknowledgedOrders, Runnable fault) throws InterruptedException {
    Shop shop = new Shop(home.port("--http-port"));
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    for (int i = 0; i < ORDERS; i++) {
      JsonObject order = order(i);
      clients.execute(
          () -> {
            if (acknowledges(shop, order) && acknowledged.incrementAndGet() == acknowledgedOrders) {
              fault.run();
            }
          });
    }
    clients.shutdown();
    assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    assertThat(acknowledged.get()).isBetween(acknowledgedOrders, ORDERS - 1);
    return shop;
  }

  /** One in ten wants the same coupon, one in seven more than there is. */
  private static JsonObject order(int i) {
    return Shop.order(2, i % 7 == 0 ? 10_000 : 1, i % 10 == 0 ? 1 : 0);
  }

  private boolean acknowledges(Shop shop, JsonObject order) {
    sent.incrementAndGet();
    try {
      return shop.submit(order, Map.of()).status() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private void everythingEnds(Shop shop, long sagasBefore) throws Exception {
    assertThat(shop.acknowledged()).as("each has an id of its own").hasSize(acknowledged.get());
    for (String orderId : shop.acknowledged()) {
      shop.ended(orderId);
    }
    assertThat(new BooksChecker(home.books()).check(QUIET_LIMIT, shop.acknowledged()))
        .as("the books balance")
        .isEmpty();
    assertThat(sagas() - sagasBefore)
        .as("no request became two orders, none was lost")
        .isBetween((long) acknowledged.get(), (long) sent.get());
  }

  private static long sagas() throws SQLException {
    BooksConfig books = home.books();
    try (Connection connection = books.connect(Book.DTM);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM trans_global")) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
