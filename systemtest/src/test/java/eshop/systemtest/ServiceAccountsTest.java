package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.node.books.BooksChecker;
import eshop.node.books.BooksConfig;
import eshop.platform.db.DatabaseTls;
import eshop.testkit.RealMariaDb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every service with the account that sql/users.sql makes for it, on a server where it has been
 * run.
 */
class ServiceAccountsTest {
  private static final RealMariaDb DB = RealMariaDb.second();
  private static final String AUDIT = "eshop_audit";

  /** Each account's schema, and a table there that a neighbour could want. */
  private static final Map<String, String> TABLES =
      Map.of(
          "eshop_order", "order_record",
          "eshop_stock", "stock",
          "eshop_coupon", "coupon",
          "eshop_pay", "pay",
          "dtm", "trans_global");

  private static final Map<String, String> PASSWORDS =
      Stream.concat(TABLES.keySet().stream(), Stream.of(AUDIT))
          .collect(Collectors.toMap(Function.identity(), a -> UUID.randomUUID().toString()));

  @RegisterExtension static final RunningNode NODE = nodeWithAccounts();

  @Test
  void anOrderThatSucceedsAndOneThatIsUndone() {
    long stock = NODE.tables().stock(2);

    String good = NODE.shop().submit(Shop.order(2, 3, 1));
    assertThat(NODE.shop().ended(good).getString("status")).isEqualTo("succeed");
    String refused = NODE.shop().submit(Shop.order(2, 3, 1));
    assertThat(NODE.shop().ended(refused).getString("status")).isEqualTo("failed");

    assertThat(NODE.tables().stock(2)).isEqualTo(stock - 3);
    assertThat(NODE.tables().couponStatus(1)).isEqualTo(2);
    assertThat(NODE.tables().payStatus(good)).isEqualTo(1);
  }

  @Test
  void theAuditReadsAllBooksAndWritesNone() throws Exception {
    NODE.shop().ended(NODE.shop().submit(Shop.order(1, 1, 0)));

    BooksConfig books =
        new BooksConfig(
            DB.host(),
            DB.port(),
            AUDIT,
            PASSWORDS.get(AUDIT),
            DatabaseTls.NONE,
            BooksConfig.Schemas.DEFAULTS);
    assertThat(new BooksChecker(books).check(Duration.ofSeconds(30), NODE.shop().acknowledged()))
        .isEmpty();
    assertRefused(AUDIT, "UPDATE eshop_stock.stock SET stock = 0");
    assertRefused(AUDIT, "DELETE FROM dtm.trans_global");
  }

  @ParameterizedTest
  @MethodSource("neighbours")
  void aNeighboursSchemaIsClosed(String account, String schema) throws SQLException {
    String table = schema + "." + TABLES.get(schema);

    assertRefused(account, "SELECT COUNT(*) FROM " + table);
    assertRefused(account, "DELETE FROM " + table);
    assertRefused(account, "DROP TABLE " + table);
    assertRefused(account, "CREATE TABLE " + schema + ".mine (id INT)");
    execute(account, "SELECT COUNT(*) FROM " + account + "." + TABLES.get(account));
  }

  static Stream<Arguments> neighbours() {
    return TABLES.keySet().stream()
        .flatMap(
            account ->
                TABLES.keySet().stream()
                    .filter(schema -> !schema.equals(account))
                    .map(schema -> Arguments.of(account, schema)));
  }

  /** An underscore is a joker in a GRANT, unless it is told not to be. */
  @ParameterizedTest
  @CsvSource({"eshop_pay, eshopXpay", "eshop_order, eshop_orders", "eshop_stock, eshop_stock2"})
  void aSchemaOfASimilarNameCannotBeMade(String account, String schema) {
    assertRefused(account, "CREATE DATABASE " + schema);
  }

  private static void assertRefused(String account, String sql) {
    assertThatThrownBy(() -> execute(account, sql))
        .as("%s: %s", account, sql)
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("denied");
  }

  private static void execute(String account, String sql) throws SQLException {
    try (Connection connection = DB.connect(account, PASSWORDS.get(account));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static RunningNode nodeWithAccounts() {
    DB.administrate(passwords() + text("users.sql"));
    // The embedded coordinator keeps its tables up to date itself, which dtm does not.
    DB.administrate("GRANT CREATE, ALTER, DROP, INDEX, REFERENCES ON dtm.* TO 'dtm'@'%'");
    List<String> settings = new ArrayList<>();
    for (String service : RunningNode.SERVICES) {
      String account = account(service);
      settings.add(service + ".database.user=" + account);
      settings.add(service + ".database.password=" + PASSWORDS.get(account));
    }
    RunningNode node =
        new RunningNode(settings.toArray(String[]::new))
            .with(DB, RunningNode.SERVICES.toArray(String[]::new));
    RunningNode.SERVICES.forEach(service -> node.withSchema(service, account(service)));
    return node;
  }

  private static String account(String service) {
    return service.equals("coordinator") ? "dtm" : "eshop_" + service;
  }

  private static String passwords() {
    return PASSWORDS.entrySet().stream()
        .map(
            entry ->
                "@%s_password = '%s'"
                    .formatted(entry.getKey().replace("eshop_", ""), entry.getValue()))
        .collect(Collectors.joining(", ", "SET ", ";\n"));
  }

  private static String text(String file) {
    try {
      return Files.readString(Path.of("..", "sql", file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
