package eshop.node.books;

import java.util.Map;

/**
 * Where the books are kept. All schemas are on one server: the checks join across them.
 *
 * @param password empty for none; not shown by toString
 */
public record BooksConfig(String host, int port, String user, String password, Schemas schemas) {

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
  public String jdbcUrl() {
    return "jdbc:mariadb://%s:%d/?connectTimeout=3000&socketTimeout=60000&allowPublicKeyRetrieval=true"
        .formatted(host, port);
  }

  @Override
  public String toString() {
    return user + "@" + host + ":" + port;
  }
}
