package eshop.node.books;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;

/**
 * The SQL of the books. Each statement returns the rows that break its rule, so an empty result is
 * good news. Live order: status other than 5 (cancelled); a payment of a cancelled order is
 * cancelled (4), refunded (3), or marked as due for a refund.
 *
 * <p>Sagas and barrier rows are removed some time after their end. A check that joins them asks for
 * evidence of a breach and never for their presence, so it finds nothing wrong with orders whose
 * sagas are gone; those are still held to the books by I1, I2 and I3.
 */
final class BooksRepository {
  static final String UNFINISHED =
      "SELECT COUNT(*) FROM {dtm}.trans_global WHERE status NOT IN ('succeed', 'failed')";

  /** A saga that ended long ago is removed from the log; its order stays. */
  static final String ACKNOWLEDGED =
      """
      SELECT g.gid FROM {dtm}.trans_global g WHERE g.gid = ?
      UNION ALL
      SELECT o.order_id FROM {order}.order_record o WHERE o.order_id = ?""";

  private static final String STOCK =
      """
      SELECT s.product_id, s.supplied, s.stock, COALESCE(o.sold, 0) AS sold
      FROM {stock}.stock s
      LEFT JOIN (
        SELECT product_id, SUM(product_count) AS sold
        FROM {order}.order_record WHERE status <> 5 GROUP BY product_id) o
        ON o.product_id = s.product_id
      WHERE s.supplied <> s.stock + COALESCE(o.sold, 0)""";

  private static final String USED_COUPON_WITHOUT_ORDER =
      """
      SELECT c.id AS coupon_id, COALESCE(o.live_orders, 0) AS live_orders
      FROM {coupon}.coupon c
      LEFT JOIN (
        SELECT coupon_id, COUNT(*) AS live_orders
        FROM {order}.order_record WHERE status <> 5 AND coupon_id > 0 GROUP BY coupon_id) o
        ON o.coupon_id = c.id
      WHERE c.status = 2 AND COALESCE(o.live_orders, 0) <> 1""";

  private static final String ORDER_WITHOUT_ITS_COUPON =
      """
      SELECT o.order_id, o.coupon_id
      FROM {order}.order_record o
      LEFT JOIN {coupon}.coupon c
        ON c.id = o.coupon_id AND c.status = 2 AND c.order_id = o.order_id
      WHERE o.status <> 5 AND o.coupon_id > 0 AND c.id IS NULL""";

  private static final String ORDER_WITHOUT_PAY =
      """
      SELECT o.order_id, o.amount
      FROM {order}.order_record o
      LEFT JOIN {pay}.pay p
        ON p.order_id = o.order_id AND p.amount = o.amount AND p.status <> 4
      WHERE o.status <> 5 AND p.id IS NULL""";

  private static final String PAY_WITHOUT_ORDER =
      """
      SELECT p.order_id, p.amount, p.status
      FROM {pay}.pay p
      LEFT JOIN {order}.order_record o ON o.order_id = p.order_id AND o.status <> 5
      WHERE p.status NOT IN (3, 4) AND p.refund_due_at IS NULL AND o.id IS NULL""";

  private static final String UNFINISHED_SAGAS =
      """
      SELECT gid, status, create_time, next_cron_time
      FROM {dtm}.trans_global WHERE status NOT IN ('succeed', 'failed')""";

  private static final String SUCCEEDED_WITHOUT_ORDER =
      """
      SELECT g.gid
      FROM {dtm}.trans_global g
      JOIN {dtm}.trans_branch_op b ON b.gid = g.gid AND b.branch_id = '01' AND b.op = 'action'
        AND b.url LIKE '%/api.order.v1.order/Create'
      LEFT JOIN {order}.order_record o
        ON o.order_id = CONVERT(g.gid USING ascii) COLLATE ascii_bin AND o.status <> 5
      WHERE g.status = 'succeed' AND o.id IS NULL""";

  private static final String SUCCEEDED_WITH_OPEN_ACTION =
      """
      SELECT g.gid, b.branch_id, b.status
      FROM {dtm}.trans_global g
      JOIN {dtm}.trans_branch_op b ON b.gid = g.gid AND b.op = 'action' AND b.status <> 'succeed'
      WHERE g.status = 'succeed'""";

  private static final String FAILED_WITH_COUPON =
      """
      SELECT g.gid, c.id AS coupon_id
      FROM {coupon}.coupon c
      JOIN {dtm}.trans_global g ON g.gid = c.order_id
      WHERE g.status = 'failed' AND c.status = 2""";

  private static final String FAILED_WITH_LIVE_ORDER =
      """
      SELECT g.gid, o.status
      FROM {order}.order_record o
      JOIN {dtm}.trans_global g ON g.gid = o.order_id
      WHERE g.status = 'failed' AND o.status <> 5""";

  private static final String SKIPPED_ACTION =
      """
      SELECT b.gid, b.branch_id, '%1$s' AS service
      FROM {%1$s}.barrier b
      JOIN {dtm}.trans_global g ON g.gid = b.gid
      WHERE g.status = 'succeed' AND b.op = 'action' AND b.reason <> 'action'""";

  /** Which statements show a breach of which invariant. */
  static final List<Map.Entry<Invariant, String>> CHECKS =
      List.of(
          entry(Invariant.I4, UNFINISHED_SAGAS),
          entry(Invariant.I1, STOCK),
          entry(Invariant.I2, USED_COUPON_WITHOUT_ORDER),
          entry(Invariant.I2, ORDER_WITHOUT_ITS_COUPON),
          entry(Invariant.I3, ORDER_WITHOUT_PAY),
          entry(Invariant.I3, PAY_WITHOUT_ORDER),
          entry(Invariant.I5, SUCCEEDED_WITHOUT_ORDER),
          entry(Invariant.I5, SUCCEEDED_WITH_OPEN_ACTION),
          entry(Invariant.I5, FAILED_WITH_COUPON),
          entry(Invariant.I6, SKIPPED_ACTION.formatted("order")),
          entry(Invariant.I6, SKIPPED_ACTION.formatted("stock")),
          entry(Invariant.I6, SKIPPED_ACTION.formatted("coupon")),
          entry(Invariant.I6, SKIPPED_ACTION.formatted("pay")),
          entry(Invariant.I8, FAILED_WITH_LIVE_ORDER));

  private final BooksConfig.Schemas schemas;

  BooksRepository(BooksConfig.Schemas schemas) {
    this.schemas = schemas;
  }

  /** The statement with the schemas' names in place; they are checked names, never input. */
  String sql(String statement) {
    String text = statement;
    for (Map.Entry<String, String> schema : schemas.byPlaceholder().entrySet()) {
      text = text.replace(schema.getKey(), schema.getValue());
    }
    return text;
  }
}
