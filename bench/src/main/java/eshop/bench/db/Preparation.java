package eshop.bench.db;

import eshop.bench.mix.CouponRange;
import eshop.bench.mix.Mix;
import eshop.bench.mix.MixOptions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Puts on sale what a run orders: products of its own with more stock than it can sell, one short
 * product for the refusals, and unused coupons. Every run takes fresh ids, so runs on one database
 * do not disturb each other and the books still balance.
 */
public final class Preparation {
  /** Stock of every product of a run: far above what a run sells, far below the column's end. */
  static final int BIG_STOCK = 1_000_000_000;

  private static final int COUPON_CENTS = 100;
  private static final int ROWS_PER_BATCH = 1_000;

  private final BenchDatabase database;

  /** Prepares on this database. */
  public Preparation(BenchDatabase database) {
    this.database = database;
  }

  /** Makes the products and returns the id of the first. Blocks. */
  public long products(MixOptions options) throws SQLException {
    try (Connection connection = database.connect()) {
      long first = number(connection, sql(BenchSql.FREE_PRODUCT_ID));
      boolean supplied = hasSupplied(connection);
      String statement = sql(supplied ? BenchSql.ADD_STOCK_AND_SUPPLIED : BenchSql.ADD_STOCK);
      connection.setAutoCommit(false);
      try (PreparedStatement insert = connection.prepareStatement(statement)) {
        for (int i = 0; i < options.products(); i++) {
          add(insert, first + i, BIG_STOCK, supplied);
        }
        add(insert, Mix.shortProduct(options, first), 1, supplied);
        insert.executeBatch();
      }
      connection.commit();
      return first;
    }
  }

  /** Makes unused coupons, in turn for users 1 to {@code users}. Blocks. */
  public CouponRange coupons(int count, int users) throws SQLException {
    if (count == 0) {
      return CouponRange.NONE;
    }
    try (Connection connection = database.connect()) {
      CouponRange range =
          new CouponRange(number(connection, sql(BenchSql.FREE_COUPON_ID)), count, users);
      connection.setAutoCommit(false);
      try (PreparedStatement insert = connection.prepareStatement(sql(BenchSql.ADD_COUPON))) {
        for (int i = 0; i < count; i++) {
          insert.setLong(1, range.id(i));
          insert.setLong(2, range.owner(i));
          insert.setInt(3, COUPON_CENTS);
          insert.addBatch();
          if (i % ROWS_PER_BATCH == ROWS_PER_BATCH - 1) {
            insert.executeBatch();
          }
        }
        insert.executeBatch();
      }
      connection.commit();
      return range;
    }
  }

  private static void add(PreparedStatement insert, long product, int stock, boolean supplied)
      throws SQLException {
    insert.setLong(1, product);
    insert.setInt(2, stock);
    if (supplied) {
      insert.setInt(3, stock);
    }
    insert.addBatch();
  }

  /** Other servers with the submit API do not keep what was ever put on sale. */
  private boolean hasSupplied(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(BenchSql.HAS_SUPPLIED)) {
      query.setString(1, database.schemas().stock());
      try (ResultSet rows = query.executeQuery()) {
        rows.next();
        return rows.getInt(1) > 0;
      }
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet rows = query.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private String sql(String statement) {
    return BenchSql.of(statement, database.schemas());
  }
}
