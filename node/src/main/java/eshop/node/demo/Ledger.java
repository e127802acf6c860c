package eshop.node.demo;

import eshop.node.books.BooksConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What a scenario changes, read straight from the tables of the services. */
final class Ledger {
  private static final String STOCK = "SELECT stock FROM %s.stock WHERE product_id = ?";
  private static final String COUPON = "SELECT status FROM %s.coupon WHERE id = ?";
  private static final String ORDER = "SELECT status FROM %s.order_record WHERE order_id = ?";
  private static final String PAY = "SELECT status FROM %s.pay WHERE order_id = ?";

  private final BooksConfig books;

  Ledger(BooksConfig books) {
    this.books = books;
  }

  /** "stock of product 1: 99, coupon 1: unused". */
  String before(long productId, long couponId) throws SQLException {
    try (Connection connection = connect()) {
      return "stock of product %d: %s%s"
          .formatted(
              productId,
              one(connection, STOCK.formatted(books.schemas().stock()), productId),
              couponId == 0 ? "" : ", coupon " + couponId + ": " + coupon(connection, couponId));
    }
  }

  /** Like {@link #before}, with the order's row and its payment. */
  String after(long productId, long couponId, String orderId) throws SQLException {
    try (Connection connection = connect()) {
      return "%s, order: %s, pay: %s"
          .formatted(
              before(productId, couponId),
              orderWord(one(connection, ORDER.formatted(books.schemas().order()), orderId)),
              payWord(one(connection, PAY.formatted(books.schemas().pay()), orderId)));
    }
  }

  private String coupon(Connection connection, long couponId) throws SQLException {
    String status = one(connection, COUPON.formatted(books.schemas().coupon()), couponId);
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

  private static String one(Connection connection, String sql, Object key) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, key);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getString(1) : "none";
      }
    }
  }

  private Connection connect() throws SQLException {
    return books.connect();
  }
}
