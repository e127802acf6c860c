package eshop.bench.floor;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.bench.ServiceTables;
import eshop.bench.db.BenchDatabase;
import eshop.bench.report.RunResult;
import eshop.bench.run.Target;
import eshop.testkit.RealMariaDb;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Writes to copies of the tables that the services really have. */
class FloorTest {
  @RegisterExtension static final RealMariaDb DB = new RealMariaDb();

  private static BenchDatabase database;

  @BeforeAll
  static void createTables() throws Exception {
    database = ServiceTables.create(DB);
  }

  @Test
  void aBatchLeavesTheRowsOfWholeOrders() throws SQLException {
    try (FloorSchemas schemas = new FloorSchemas(database)) {
      schemas.addProducts(3);
      try (FloorWriter writer = new FloorWriter(database.connect(), 1, 8, 3)) {
        List<String> gids = writer.submit();
        assertThat(count("dtm.trans_global WHERE status = 'submitted'")).isEqualTo(8);
        assertThat(count("order.order_record")).isZero();

        writer.finish(gids);
      }
      assertThat(count("dtm.trans_global WHERE status = 'succeed'")).isEqualTo(8);
      assertThat(count("dtm.trans_branch_op WHERE op = 'action' AND status = 'succeed'"))
          .isEqualTo(32);
      assertThat(count("dtm.trans_branch_op WHERE op = 'compensate' AND status = 'prepared'"))
          .isEqualTo(32);
      for (String service : List.of("order", "stock", "coupon", "pay")) {
        assertThat(count(service + ".barrier")).as(service).isEqualTo(8);
      }
      assertThat(count("order.order_record")).isEqualTo(8);
      assertThat(count("pay.pay WHERE amount = 1000")).isEqualTo(8);
      assertThat(DB.number("SELECT SUM(1000000000 - stock) FROM eshop_floor_stock.stock"))
          .isEqualTo(8);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aMeasuredFloorHasAFigureAndLeavesNothingBehind() throws Exception {
    Target target = new Target("FLOOR", "", database, Map.of(), null);

    RunResult result = new Floor(2, 16, 1, 0, 1).measure(target);

    assertThat(result.finalPerS()).isPositive();
    assertThat(result.outcomes().get("succeed")).isPositive();
    assertThat(result.costs().database().get("Com_commit")).isPositive();
    assertThat(DB.query("SHOW DATABASES LIKE 'eshop\\_floor\\_%'")).isEmpty();
  }

  private static long count(String table) {
    return DB.number("SELECT COUNT(*) FROM " + FloorSql.PREFIX + table);
  }
}
