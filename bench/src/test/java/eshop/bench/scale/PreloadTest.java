package eshop.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import eshop.bench.ServiceTables;
import eshop.bench.db.BenchDatabase;
import eshop.bench.db.Schemas;
import eshop.testkit.RealMariaDb;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PreloadTest {
  @RegisterExtension static final RealMariaDb DB = new RealMariaDb();

  private static final int ROWS = 2_500;
  private static final long NOW_MS = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  /** The time of {@link #NOW_MS} in the ids of the services: 10 digits of Crockford's base 32. */
  private static final String NEW_ID = "01KDVDNA00ZZZZZZZZZZZZZZZZ";

  private final List<String> told = java.util.Collections.synchronizedList(new ArrayList<>());
  private BenchDatabase database;
  private Schemas schemas;

  @BeforeEach
  void createTables() throws Exception {
    assumeTrue(DB.saysMariaDb(), "MySQL has no sequences to make rows of");
    database = ServiceTables.create(DB);
    schemas = database.schemas();
  }

  @Test
  void everyTableHasTheRowsOfEveryOrder() throws Exception {
    preload(false).fill();

    assertThat(count("{order}.order_record")).isEqualTo(ROWS);
    assertThat(count("{pay}.pay p JOIN {order}.order_record o USING (order_id, user_id, amount)"))
        .isEqualTo(ROWS);
    for (String service : List.of("{order}", "{stock}", "{coupon}", "{pay}")) {
      String barriers = service + ".barrier b JOIN {order}.order_record o ON o.order_id = b.gid";
      assertThat(count(barriers + " WHERE b.op = 'action' AND b.reason = 'action'"))
          .as(service)
          .isEqualTo(ROWS);
    }
    assertThat(count("{dtm}.trans_global")).isZero();
    assertThat(told).hasSize(6);
  }

  @Test
  void sagasThatEndedWellAreThereWhenAskedFor() throws Exception {
    preload(true).fill();

    assertThat(count("{dtm}.trans_global WHERE status = 'succeed'")).isEqualTo(ROWS);
    assertThat(count("{dtm}.trans_branch_op WHERE op = 'action' AND status = 'succeed'"))
        .isEqualTo(4 * ROWS);
    assertThat(count("{dtm}.trans_branch_op WHERE op = 'compensate' AND status = 'prepared'"))
        .isEqualTo(4 * ROWS);
  }

  @Test
  void whatWasSoldHadBeenSupplied() throws Exception {
    preload(false).fill();

    String sold =
        "{order}.order_record o JOIN {stock}.stock s USING (product_id)"
            + " WHERE s.stock = 0 AND s.supplied = "
            + ROWS;
    assertThat(count(sold)).isEqualTo(ROWS);
  }

  @Test
  void idsAreUlidsThatAscendWithTimeUpToNow() throws Exception {
    preload(false).fill();

    List<Map<String, Object>> rows =
        DB.query(schemas.in("SELECT order_id, created_at FROM {order}.order_record ORDER BY id"));
    List<String> ids = rows.stream().map(row -> (String) row.get("order_id")).toList();
    assertThat(ids).isSorted().allMatch(id -> id.matches("[0-9A-HJKMNP-TV-Z]{26}"));
    assertThat(new HashSet<>(ids)).hasSize(ROWS);
    assertThat(ids.get(ROWS - 1)).isLessThan(NEW_ID).startsWith("01KDV");
    List<String> times = rows.stream().map(row -> String.valueOf(row.get("created_at"))).toList();
    assertThat(times.get(0)).startsWith("2025-01-0");
    assertThat(times).isSorted();
  }

  @Test
  void itsSizeIsThatOfTheTablesAndTheServersMemory() throws Exception {
    assertThat(preload(false).size().bufferPoolMib()).isGreaterThanOrEqualTo(16);
  }

  @Test
  void theFirstFailureEndsIt() {
    DB.update(schemas.in("DROP TABLE {pay}.pay"));

    assertThatThrownBy(() -> preload(false).fill())
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("the preload failed");
  }

  private Preload preload(boolean sagas) {
    return new Preload(database, ROWS, 100, sagas, NOW_MS, told::add);
  }

  private long count(String from) {
    return DB.number(schemas.in("SELECT COUNT(*) FROM " + from));
  }
}
