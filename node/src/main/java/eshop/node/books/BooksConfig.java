package eshop.node.books;

import eshop.platform.db.DatabaseConfig;
import eshop.platform.db.DatabaseTls;
import eshop.platform.db.JdbcTls;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the books are kept: one server for all of them, or several.
 *
 * @param databases one for each book
 */
public record BooksConfig(Map<Book, DatabaseConfig> databases) {

  /** The names of the schemas, as configured per service. */
  public record Schemas(String order, String stock, String coupon, String pay, String dtm) {
    /** The names used when nothing is configured. */
    public static final Schemas DEFAULTS =
        new Schemas("eshop_order", "eshop_stock", "eshop_coupon", "eshop_pay", "dtm");

    private String of(Book book) {
      return switch (book) {
        case ORDER -> order;
        case STOCK -> stock;
        case COUPON -> coupon;
        case PAY -> pay;
        case DTM -> dtm;
      };
    }
  }

  public BooksConfig {
    databases = Collections.unmodifiableMap(new EnumMap<>(databases));
    if (databases.size() != Book.values().length) {
      throw new IllegalArgumentException("not all books: " + databases.keySet());
    }
  }

  /** All on one server, for one account. */
  public BooksConfig(
      String host, int port, String user, String password, DatabaseTls tls, Schemas schemas) {
    this(
        Map.of(
            Book.ORDER, database(host, port, user, password, tls, schemas.of(Book.ORDER)),
            Book.STOCK, database(host, port, user, password, tls, schemas.of(Book.STOCK)),
            Book.COUPON, database(host, port, user, password, tls, schemas.of(Book.COUPON)),
            Book.PAY, database(host, port, user, password, tls, schemas.of(Book.PAY)),
            Book.DTM, database(host, port, user, password, tls, schemas.of(Book.DTM))));
  }

  /**
   * A connection to one book's schema, for blocking JDBC. MySQL logs in without TLS by a key that
   * the driver has to fetch.
   */
  public Connection connect(Book book) throws SQLException {
    DatabaseConfig database = databases.get(book);
    String url =
        "jdbc:mariadb://%s:%d/%s?connectTimeout=%d&socketTimeout=900000&allowPublicKeyRetrieval=true"
            .formatted(
                database.host(), database.port(), database.schema(), database.connectTimeoutMs());
    try (JdbcTls jdbcTls = JdbcTls.open(database.tls(), "database.tls")) {
      Properties properties = new Properties();
      properties.putAll(jdbcTls.properties());
      properties.put("user", database.user());
      properties.put("password", database.password());
      return DriverManager.getConnection(url, properties);
    }
  }

  /** The accounts and servers without passwords: one where all are the same. */
  @Override
  public String toString() {
    Set<String> places =
        databases.values().stream().map(BooksConfig::place).collect(Collectors.toSet());
    return places.size() == 1
        ? places.iterator().next()
        : databases.entrySet().stream()
            .map(entry -> entry.getKey() + " " + place(entry.getValue()))
            .collect(Collectors.joining(", "));
  }

  private static String place(DatabaseConfig database) {
    return database.user() + "@" + database.host() + ":" + database.port();
  }

  private static DatabaseConfig database(
      String host, int port, String user, String password, DatabaseTls tls, String schema) {
    return DatabaseConfig.at(host, port, user, password, schema, tls);
  }
}
