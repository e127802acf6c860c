package eshop.node.demo;

import eshop.node.books.Book;
import eshop.node.books.BooksConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What a scenario changes, read straight from the tables of the services. */
final class Ledger {
  private static final String STOCK = "SELECT stock FROM stock WHERE product_id = ?";
  private static final String COUPON = "SELECT status FROM coupon WHERE id = ?";
  private static final String ORDER = "SELECT status FROM order_record WHERE order_id = ?";
  private static final String PAY = "SELECT status FROM pay WHERE order_id = ?";

  private final BooksConfig books;

  Ledger(BooksConfig books) {
    this.books = books;
  }

  /** "stock of product 1: 99, coupon 1: unused". */
  String before(long productId, long couponId) throws SQLException {
    return "stock of product %d: %s%s"
        .formatted(
            productId,
            one(Book.STOCK, STOCK, productId),
            couponId == 0 ? "" : ", coupon " + couponId + ": " + coupon(couponId));
  }

  /** Like {@link #before}, with the order's row and its payment. */
  String after(long productId, long couponId, String orderId) throws SQLException {
    return "%s, order: %s, pay: %s"
        .formatted(
            before(productId, couponId),
            orderWord(one(Book.ORDER, ORDER, orderId)),
            payWord(one(Book.PAY, PAY, orderId)));
  }

  private String coupon(long couponId) throws SQLException {
    String status = one(Book.COUPON, COUPON, couponId);
    return switch (status) {
      case "1" -> "unused";
      case "2" -> "used";
      case "3" -> "expired";
      default -> status;
    };
  }

  private static String orderWord(String status) {
    return switch (status) {
      case "1" -> "wait pay";
      case "5" -> "cancelled";
      default -> status;
    };
  }

  private static String payWord(String status) {
    return switch (status) {
      case "1" -> "wait";
      case "4" -> "cancelled";
      default -> status;
    };
  }

  private String one(Book book, String sql, Object key) throws SQLException {
    try (Connection connection = books.connect(book);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, key);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getString(1) : "none";
      }
    }
  }
}
