package eshop.bench.floor;

import java.util.Collections;

/** Every statement of the bare writer; the schemas are its own, {@code eshop_floor_…}. */
final class FloorSql {
  static final String PREFIX = "eshop_floor_";

  static final String SAGAS =
      insert(
          "dtm.trans_global (gid, trans_type, status, query_prepared, protocol, create_time,"
              + " update_time, next_cron_interval, next_cron_time, options)",
          "(?, 'saga', 'submitted', '', 'grpc', NOW(), NOW(), 10, NOW(), '{}')");
  static final String BRANCHES =
      insert(
          "dtm.trans_branch_op (gid, url, bin_data, branch_id, op, status, create_time,"
              + " update_time)",
          "(?, ?, ?, ?, ?, 'prepared', NOW(), NOW())");
  static final String ORDERS =
      insert(
          "order.order_record (order_id, user_id, product_id, amount, product_count, coupon_id,"
              + " status)",
          "(?, ?, ?, 1000, 1, 0, 1)");
  static final String PAYS =
      insert("pay.pay (user_id, order_id, amount, status)", "(?, ?, 1000, 1)");
  static final String SAGAS_DONE =
      "UPDATE "
          + PREFIX
          + "dtm.trans_global SET status = 'succeed', finish_time = NOW(), update_time = NOW()"
          + " WHERE status = 'submitted' AND gid IN (%s)";
  static final String BRANCHES_DONE =
      "UPDATE "
          + PREFIX
          + "dtm.trans_branch_op SET status = 'succeed', finish_time = NOW(), update_time = NOW()"
          + " WHERE op = 'action' AND gid IN (%s)";
  static final String TAKE_STOCK =
      "UPDATE " + PREFIX + "stock.stock SET stock = stock - ? WHERE product_id = ? AND stock >= ?";
  static final String ADD_STOCK =
      "INSERT INTO " + PREFIX + "stock.stock (product_id, stock) VALUES (?, 1000000000)";

  private FloorSql() {}

  static String barriers(String service) {
    return insert(
        service + ".barrier (trans_type, gid, branch_id, op, barrier_id, reason)",
        "('saga', ?, ?, 'action', '01', 'action')");
  }

  static String rows(String insert, int rows) {
    String[] parts = insert.split("VALUES ", 2);
    return parts[0] + "VALUES " + String.join(",", Collections.nCopies(rows, parts[1]));
  }

  static String in(String update, int values) {
    return update.formatted(String.join(",", Collections.nCopies(values, "?")));
  }

  private static String insert(String columns, String row) {
    return "INSERT INTO " + PREFIX + columns + " VALUES " + row;
  }
}
