package eshop.bench.scale;

/**
 * The rows of old orders, made by the server itself from a sequence table: {@code {from}} to {@code
 * {to}} are numbers of orders from 1, {@code {schema}} names are the services'.
 *
 * <p>An order's id is a ULID as the services make them, in the order of its number: 48 bits of time
 * in Crockford's base 32, then 80 bits that are a hash of the number. New ids sort after all of
 * them, so an index is as wide and as deep as after years, and new rows go where they really would.
 */
final class PreloadSql {
  private static final String TIME_MS = "({start} + seq * {span} DIV {rows})";
  private static final String TIME = "FROM_UNIXTIME(" + TIME_MS + " / 1000)";
  private static final String ORDINARY_BASE_32 = "VUTSRQPONMLKJI";
  private static final String CROCKFORD = "ZYXWVTSRQPNMKJ";
  private static final String GID =
      "CONCAT("
          + crockford("LPAD(CONV(" + TIME_MS + ", 10, 32), 10, '0')")
          + ", UPPER(LEFT(MD5(seq), 16)))";
  private static final String NUMBERS = " FROM {order}.seq_{from}_to_{to}";

  static final String ORDERS =
      "INSERT INTO {order}.order_record (order_id, user_id, product_id, amount, product_count,"
          + " coupon_id, status, created_at, updated_at) SELECT "
          + GID
          + ", 1 + seq % {users}, {product}, 1000, 1, 0, 1, "
          + (TIME + ", " + TIME + NUMBERS);
  static final String PAYS =
      "INSERT INTO {pay}.pay (user_id, order_id, amount, status, created_at, updated_at)"
          + " SELECT 1 + seq % {users}, "
          + (GID + ", 1000, 1, " + TIME + ", " + TIME + NUMBERS);
  static final String ORDER_BARRIERS = barriers("order", "01");
  static final String STOCK_BARRIERS = barriers("stock", "02");
  static final String COUPON_BARRIERS = barriers("coupon", "03");
  static final String PAY_BARRIERS = barriers("pay", "04");
  static final String SAGAS =
      "INSERT INTO {dtm}.trans_global (gid, trans_type, status, query_prepared, protocol,"
          + " create_time, update_time, finish_time, options, next_cron_interval, next_cron_time)"
          + " SELECT "
          + GID
          + ", 'saga', 'succeed', '', 'grpc', "
          + (TIME + ", " + TIME + ", " + TIME + ", '{}', 10, " + TIME + NUMBERS);
  static final String BRANCHES =
      "INSERT INTO {dtm}.trans_branch_op (gid, url, bin_data, branch_id, op, status, finish_time,"
          + " create_time, update_time) SELECT "
          + GID
          + ", CONCAT('127.0.0.1:8282/api.', step.service, '/', step.op), REPEAT('x', 24),"
          + " step.branch, step.op, step.status, "
          + (TIME + ", " + TIME + ", " + TIME + NUMBERS)
          + " JOIN ("
          + (steps("order", "01") + " UNION ALL " + steps("stock", "02") + " UNION ALL ")
          + (steps("coupon", "03") + " UNION ALL " + steps("pay", "04") + ") step ORDER BY seq");

  /** They are sold out from the beginning, so that the books balance. */
  static final String PRODUCT =
      "INSERT INTO {stock}.stock (product_id, stock, supplied) VALUES ({product}, 0, {rows})";

  static final String FREE_PRODUCT = "SELECT COALESCE(MAX(product_id), 0) + 1 FROM {stock}.stock";

  /** The estimate of a table's size is old after a preload. */
  static final String ESTIMATE =
      "ANALYZE TABLE {order}.order_record, {pay}.pay, {order}.barrier, {stock}.barrier,"
          + " {coupon}.barrier, {pay}.barrier, {dtm}.trans_global, {dtm}.trans_branch_op";

  static final String TABLES_MIB =
      "SELECT ROUND(SUM(data_length + index_length) / 1048576) FROM information_schema.tables"
          + " WHERE table_schema IN ('{order}', '{stock}', '{coupon}', '{pay}', '{dtm}')";
  static final String BUFFER_POOL_MIB = "SELECT @@innodb_buffer_pool_size DIV 1048576";

  private PreloadSql() {}

  private static String barriers(String service, String branch) {
    return "INSERT INTO {"
        + service
        + "}.barrier (trans_type, gid, branch_id, op, barrier_id, reason, create_time)"
        + " SELECT 'saga', "
        + GID
        + (", '" + branch + "', 'action', '01', 'action', ")
        + (TIME + NUMBERS);
  }

  private static String steps(String service, String branch) {
    String row = "SELECT '" + service + "' AS service, '" + branch + "' AS branch, ";
    return row
        + "'compensate' AS op, 'prepared' AS status UNION ALL "
        + row
        + "'action', 'succeed'";
  }

  /** From the top: a letter that was put in is not replaced again. */
  private static String crockford(String ordinary) {
    String text = ordinary;
    for (int i = 0; i < CROCKFORD.length(); i++) {
      text =
          "REPLACE("
              + text
              + (", '" + ORDINARY_BASE_32.charAt(i) + "', '" + CROCKFORD.charAt(i) + "')");
    }
    return text;
  }
}
