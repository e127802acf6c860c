package eshop.node.books;

import eshop.platform.db.DatabaseTls;
import eshop.platform.db.JdbcTls;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;

/**
 * Where the books are kept. All schemas are on one server: the checks join across them.
 *
 * @param password empty for none; not shown by toString
 * @param tls as the services have it
 */
public record BooksConfig(
    String host, int port, String user, String password, DatabaseTls tls, Schemas schemas) {

  /** The names of the schemas, as configured per service. */
  public record Schemas(String order, String stock, String coupon, String pay, String dtm) {
    /** The names used when nothing is configured. */
    public static final Schemas DEFAULTS =
        new Schemas("eshop_order", "eshop_stock", "eshop_coupon", "eshop_pay", "dtm");

    Map<String, String> byPlaceholder() {
      return Map.of(
          "{order}", order, "{stock}", stock, "{coupon}", coupon, "{pay}", pay, "{dtm}", dtm);
    }
  }

  /** For blocking JDBC; MySQL 8.4 logs in without TLS by a key that the driver has to fetch. */
  public Connection connect() throws SQLException {
    String url =
        "jdbc:mariadb://%s:%d/?connectTimeout=3000&socketTimeout=900000&allowPublicKeyRetrieval=true"
            .formatted(host, port);
    try (JdbcTls jdbcTls = JdbcTls.open(tls, "database.tls")) {
      Properties properties = new Properties();
      properties.putAll(jdbcTls.properties());
      properties.put("user", user);
      properties.put("password", password);
      return DriverManager.getConnection(url, properties);
    }
  }

  @Override
  public String toString() {
    return user + "@" + host + ":" + port;
  }
}
