package eshop.bench.floor;

import eshop.bench.db.BenchDatabase;
import eshop.bench.db.Schemas;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Empty copies of the server's own tables, indexes included, in schemas of their own: the floor is
 * of the same tables on the same server, and its rows spoil no books.
 */
final class FloorSchemas implements AutoCloseable {
  private final BenchDatabase database;
  private final Map<String, String> origins = new LinkedHashMap<>();

  FloorSchemas(BenchDatabase database) throws SQLException {
    this.database = database;
    Schemas schemas = database.schemas();
    origins.put("dtm", schemas.dtm());
    origins.put("order", schemas.order());
    origins.put("stock", schemas.stock());
    origins.put("coupon", schemas.coupon());
    origins.put("pay", schemas.pay());
    drop();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String service : origins.keySet()) {
        statement.execute("CREATE DATABASE " + FloorSql.PREFIX + service);
      }
      copy(statement, "dtm", "trans_global", "trans_branch_op");
      copy(statement, "order", "order_record", "barrier");
      copy(statement, "stock", "stock", "barrier");
      copy(statement, "coupon", "barrier");
      copy(statement, "pay", "pay", "barrier");
    }
  }

  void addProducts(int count) throws SQLException {
    try (Connection connection = database.connect();
        PreparedStatement insert = connection.prepareStatement(FloorSql.ADD_STOCK)) {
      for (int product = 1; product <= count; product++) {
        insert.setLong(1, product);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  @Override
  public void close() throws SQLException {
    drop();
  }

  private void copy(Statement statement, String service, String... tables) throws SQLException {
    for (String table : tables) {
      statement.execute(
          "CREATE TABLE %s%s.%s LIKE %s.%s"
              .formatted(FloorSql.PREFIX, service, table, origins.get(service), table));
    }
  }

  private void drop() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String service : origins.keySet()) {
        statement.execute("DROP DATABASE IF EXISTS " + FloorSql.PREFIX + service);
      }
    }
  }
}
