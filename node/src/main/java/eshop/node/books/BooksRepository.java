package eshop.node.books;

import eshop.node.books.BookCheck.Rows;
import java.util.List;

/**
 * The SQL of the books; every statement is on one book. Live order: status other than 5
 * (cancelled); a payment of a cancelled order is cancelled (4), refunded (3), or marked as due for
 * a refund.
 *
 * <p>Sagas and barrier rows are removed some time after their end. A check that looks at them asks
 * for evidence of a breach and never for their presence, so it finds nothing wrong with orders
 * whose sagas are gone; those are still held to the books by I1, I2 and I3.
 *
 * <p>Whole tables are read in the order of an index that has their keys: ids ascend with time, so
 * the rows lie in that order too, and sorting millions of them would take the server's disk.
 */
final class BooksRepository {
  static final String UNFINISHED =
      "SELECT COUNT(*) FROM trans_global WHERE status NOT IN ('succeed', 'failed')";

  static final String SAGA = "SELECT gid FROM trans_global WHERE gid = ?";

  /** In the order of bytes, whatever collation the transaction manager's own tables have. */
  private static final String BY_GID = "ORDER BY g.gid";

  private static final String BY_BYTES_OF_GID = "ORDER BY CAST(g.gid AS BINARY)";

  static final String COLLATION_OF_GID =
      """
      SELECT collation_name FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'trans_global' AND column_name = 'gid'\
      """;

  /** A saga that ended long ago is removed from the log; its order stays. */
  static final String ORDER = "SELECT order_id FROM order_record WHERE order_id = ?";

  private static final Rows STOCK =
      new Rows(Book.STOCK, "SELECT product_id, supplied, stock FROM stock ORDER BY product_id");

  private static final Rows SOLD =
      new Rows(
          Book.ORDER,
          """
          SELECT product_id, SUM(product_count) AS sold
          FROM order_record WHERE status <> 5 GROUP BY product_id ORDER BY product_id\
          """);

  private static final Rows USED_COUPONS =
      new Rows(
          Book.COUPON, "SELECT id AS coupon_id, order_id FROM coupon WHERE status = 2 ORDER BY id");

  private static final Rows COUPONS_OF_LIVE_ORDERS =
      new Rows(
          Book.ORDER,
          """
          SELECT coupon_id, COUNT(*) AS live_orders
          FROM order_record WHERE status <> 5 AND coupon_id > 0
          GROUP BY coupon_id ORDER BY coupon_id\
          """);

  private static final Rows LIVE_ORDERS_WITH_COUPON =
      new Rows(
          Book.ORDER,
          """
          SELECT coupon_id, order_id
          FROM order_record WHERE status <> 5 AND coupon_id > 0 ORDER BY coupon_id\
          """);

  private static final Rows LIVE_ORDERS =
      new Rows(
          Book.ORDER,
          """
          SELECT order_id, amount, status
          FROM order_record FORCE INDEX FOR ORDER BY (uniq_order_id)
          WHERE status <> 5 ORDER BY order_id\
          """);

  private static final Rows PAYMENTS =
      new Rows(
          Book.PAY,
          """
          SELECT order_id, amount
          FROM pay FORCE INDEX FOR ORDER BY (uniq_order_id)
          WHERE status <> 4 ORDER BY order_id\
          """);

  private static final Rows LIVE_PAYMENTS =
      new Rows(
          Book.PAY,
          """
          SELECT order_id, amount, status
          FROM pay WHERE status NOT IN (3, 4) AND refund_due_at IS NULL ORDER BY order_id\
          """);

  private static final Rows UNFINISHED_SAGAS =
      new Rows(
          Book.DTM,
          """
          SELECT gid, status, create_time, next_cron_time
          FROM trans_global WHERE status NOT IN ('succeed', 'failed')\
          """);

  private static final Rows SUCCEEDED =
      new Rows(
          Book.DTM,
          """
          SELECT g.gid FROM trans_global g FORCE INDEX (gid)
          WHERE g.status = 'succeed' ORDER BY g.gid\
          """);

  private static final Rows FAILED =
      new Rows(
          Book.DTM, "SELECT g.gid FROM trans_global g WHERE g.status = 'failed' ORDER BY g.gid");

  private static final Rows SUCCEEDED_ORDERS =
      new Rows(
          Book.DTM,
          """
          SELECT g.gid
          FROM trans_global g FORCE INDEX (gid)
          STRAIGHT_JOIN trans_branch_op b
            ON b.gid = g.gid AND b.branch_id = '01' AND b.op = 'action'
            AND b.url LIKE '%/api.order.v1.order/Create'
          WHERE g.status = 'succeed' ORDER BY g.gid\
          """);

  private static final Rows SUCCEEDED_WITH_OPEN_ACTION =
      new Rows(
          Book.DTM,
          """
          SELECT g.gid, b.branch_id, b.status
          FROM trans_global g
          JOIN trans_branch_op b ON b.gid = g.gid AND b.op = 'action' AND b.status <> 'succeed'
          WHERE g.status = 'succeed'\
          """);

  private static final Rows ORDERS_WITH_USED_COUPON =
      new Rows(
          Book.COUPON,
          """
          SELECT order_id AS gid, id AS coupon_id
          FROM coupon WHERE status = 2 AND order_id IS NOT NULL ORDER BY order_id\
          """);

  /** What shows a breach of which invariant. */
  static final List<BookCheck> CHECKS =
      List.of(
          BookCheck.none(Invariant.I4, UNFINISHED_SAGAS),
          new BookCheck(Invariant.I1, STOCK, SOLD, BooksRepository::unitsAreMissing),
          new BookCheck(
              Invariant.I2,
              USED_COUPONS,
              COUPONS_OF_LIVE_ORDERS,
              (coupon, orders) -> orders == null || orders.number("live_orders") != 1),
          BookCheck.equal(Invariant.I2, LIVE_ORDERS_WITH_COUPON, USED_COUPONS, "order_id"),
          BookCheck.equal(Invariant.I3, LIVE_ORDERS, PAYMENTS, "amount"),
          BookCheck.present(Invariant.I3, LIVE_PAYMENTS, LIVE_ORDERS),
          BookCheck.present(Invariant.I5, SUCCEEDED_ORDERS, LIVE_ORDERS),
          BookCheck.none(Invariant.I5, SUCCEEDED_WITH_OPEN_ACTION),
          BookCheck.absent(Invariant.I5, ORDERS_WITH_USED_COUPON, FAILED),
          BookCheck.absent(Invariant.I6, skippedActions(Book.ORDER), SUCCEEDED),
          BookCheck.absent(Invariant.I6, skippedActions(Book.STOCK), SUCCEEDED),
          BookCheck.absent(Invariant.I6, skippedActions(Book.COUPON), SUCCEEDED),
          BookCheck.absent(Invariant.I6, skippedActions(Book.PAY), SUCCEEDED),
          BookCheck.absent(Invariant.I8, LIVE_ORDERS, FAILED));

  private BooksRepository() {}

  /** The statement for tables whose gids have that collation: only a binary one orders by bytes. */
  static String inOrderOfBytes(String sql, String collation) {
    return collation.endsWith("_bin") ? sql : sql.replace(BY_GID, BY_BYTES_OF_GID);
  }

  private static boolean unitsAreMissing(KeyedRows product, KeyedRows orders)
      throws java.sql.SQLException {
    long sold = orders == null ? 0 : orders.number("sold");
    return product.number("supplied") != product.number("stock") + sold;
  }

  private static Rows skippedActions(Book service) {
    return new Rows(
        service,
        """
        SELECT gid, branch_id, '%s' AS service
        FROM barrier WHERE op = 'action' AND reason <> 'action' ORDER BY gid\
        """
            .formatted(service));
  }
}
