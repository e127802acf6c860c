package eshop.bench.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eshop.bench.finality.TableFinality;
import eshop.bench.mix.CouponRange;
import eshop.bench.mix.MixOptions;
import eshop.testkit.RealMariaDb;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On a real database, with as much of the tables as the load generator knows. */
class TablesTest {
  @RegisterExtension static final RealMariaDb DB = new RealMariaDb();

  private static BenchDatabase database;
  private static String schema;

  @BeforeAll
  static void createTables() {
    schema = DB.freshSchema("bench");
    DB.update(
        "CREATE TABLE %s.stock (product_id BIGINT PRIMARY KEY, stock INT, supplied INT)"
            .formatted(schema));
    DB.update(
        "CREATE TABLE %s.coupon (id BIGINT PRIMARY KEY, user_id BIGINT, amount INT, status INT)"
            .formatted(schema));
    DB.update(
        ("CREATE TABLE %s.trans_global"
                + " (id BIGINT AUTO_INCREMENT PRIMARY KEY, gid VARCHAR(128), status VARCHAR(12))")
            .formatted(schema));
    database =
        new BenchDatabase(
            "jdbc:mariadb://%s:%d/".formatted(DB.host(), DB.port()),
            DB.user(),
            DB.password(),
            new Schemas(schema, schema, schema, schema, schema));
  }

  @Test
  void everyRunGetsProductsOfItsOwnThatAreSuppliedAsMuchAsInStock() throws SQLException {
    MixOptions options = new MixOptions(MixOptions.Shape.UNIFORM, 3, 0, 0, 0, 1, 1);

    long first = new Preparation(database).products(options);
    long second = new Preparation(database).products(options);

    assertThat(second).isEqualTo(first + 4);
    String range = " WHERE product_id BETWEEN %d AND %d".formatted(first, first + 3);
    assertThat(DB.number("SELECT SUM(stock) FROM " + schema + ".stock" + range))
        .isEqualTo(3_000_000_001L);
    assertThat(DB.number("SELECT SUM(supplied) FROM " + schema + ".stock" + range))
        .isEqualTo(3_000_000_001L);
  }

  @Test
  void couponsAreUnusedAndBelongToTheUsersInTurn() throws SQLException {
    CouponRange range = new Preparation(database).coupons(2_500, 10);

    String coupons = schema + ".coupon WHERE status = 1";
    assertThat(DB.number("SELECT COUNT(*) FROM " + coupons)).isEqualTo(2_500);
    assertThat(DB.number("SELECT COUNT(*) FROM " + coupons + " AND user_id = 10")).isEqualTo(250);
    assertThat(range.owner(9)).isEqualTo(10);
  }

  @Test
  void watchedOrdersHaveALatencyOnceTheirSagaIsFinal() throws SQLException {
    saga("before", "succeed");
    try (TableFinality finality = new TableFinality(database, 1, 1, 1)) {
      saga("g1", "submitted");
      saga("g2", "succeed");
      finality.order("g1", System.nanoTime(), true);
      finality.order("g2", System.nanoTime(), true);
      finality.order("warm-up", System.nanoTime(), false);
      await().until(() -> finality.unfinished(2) == 1);
      assertThat(finality.finished()).isEqualTo(1);

      DB.update("UPDATE %s.trans_global SET status = 'failed' WHERE gid = 'g1'".formatted(schema));

      await().atMost(Duration.ofSeconds(20)).until(() -> finality.unfinished(2) == 0);
      assertThat(finality.latencyUs().getTotalCount()).isEqualTo(2);
      assertThat(finality.byStatus()).isEqualTo(Map.of("failed", 1L, "succeed", 1L));
      assertThat(finality.ownLooks()).isPositive();
    }
  }

  @Test
  void anAcknowledgedOrderWithoutARowIsNotFinal() throws SQLException {
    try (TableFinality finality = new TableFinality(database, 0, 1, 1)) {
      assertThat(finality.unfinished(1)).isEqualTo(1);
    }
  }

  @Test
  void theServersCountersGrowWithItsWork() throws SQLException {
    try (StatusCounters counters = new StatusCounters(database)) {
      Map<String, Long> before = counters.read();
      DB.query("SELECT 1");
      Map<String, Long> after = counters.read();

      assertThat(after.keySet()).containsExactlyElementsOf(StatusCounters.NAMES);
      for (String name : List.of("Questions", "Com_select", "Bytes_sent")) {
        assertThat(after.get(name)).as(name).isGreaterThan(before.get(name));
      }
    }
  }

  private static void saga(String gid, String status) {
    DB.update(
        "INSERT INTO %s.trans_global (gid, status) VALUES ('%s', '%s')"
            .formatted(schema, gid, status));
  }
}
