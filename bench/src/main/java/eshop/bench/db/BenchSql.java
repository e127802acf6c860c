package eshop.bench.db;

/** Every statement the load generator sends; {@code {name}} stands for a schema. */
final class BenchSql {
  static final String HAS_SUPPLIED =
      "SELECT COUNT(*) FROM information_schema.columns"
          + " WHERE table_schema = ? AND table_name = 'stock' AND column_name = 'supplied'";
  static final String ADD_STOCK =
      "INSERT INTO {stock}.stock (product_id, stock) VALUES (?, ?)"
          + " ON DUPLICATE KEY UPDATE stock = stock + VALUES(stock)";
  static final String ADD_STOCK_AND_SUPPLIED =
      "INSERT INTO {stock}.stock (product_id, stock, supplied) VALUES (?, ?, ?) ON DUPLICATE KEY"
          + " UPDATE stock = stock + VALUES(stock), supplied = supplied + VALUES(supplied)";
  static final String FREE_PRODUCT_ID =
      "SELECT COALESCE(MAX(product_id), 0) + 1 FROM {stock}.stock";
  static final String FREE_COUPON_ID = "SELECT COALESCE(MAX(id), 0) + 1 FROM {coupon}.coupon";
  static final String ADD_COUPON =
      "INSERT INTO {coupon}.coupon (id, user_id, amount, status) VALUES (?, ?, ?, 1)";

  static final String LAST_SAGA = "SELECT COALESCE(MAX(id), 0) FROM {dtm}.trans_global";
  static final String FINAL_SINCE =
      "SELECT COUNT(*) FROM {dtm}.trans_global"
          + " WHERE id > ? AND status IN ('succeed', 'failed')";
  static final String BY_STATUS_SINCE =
      "SELECT status, COUNT(*) FROM {dtm}.trans_global WHERE id > ? GROUP BY status";
  static final String UNFINISHED_SINCE =
      "SELECT COUNT(*) FROM {dtm}.trans_global"
          + " WHERE id > ? AND status IN ('prepared', 'submitted', 'aborting')";
  static final String RETRIES_SINCE =
      "SELECT next_cron_interval, COUNT(*), TIMESTAMPDIFF(SECOND, NOW(), MAX(next_cron_time))"
          + " FROM {dtm}.trans_global"
          + " WHERE id > ? AND status IN ('prepared', 'submitted', 'aborting')"
          + " GROUP BY next_cron_interval ORDER BY next_cron_interval";
  static final String FINAL_OF =
      "SELECT gid FROM {dtm}.trans_global WHERE status IN ('succeed', 'failed') AND gid IN ";

  static final String GLOBAL_STATUS = "SHOW GLOBAL STATUS";

  private BenchSql() {}

  static String of(String statement, Schemas schemas) {
    return schemas.in(statement);
  }
}
