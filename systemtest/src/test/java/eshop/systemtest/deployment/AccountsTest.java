package eshop.systemtest.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Accounts and passwords are named alike by everything that makes, passes on or uses them. */
class AccountsTest {
  private static final String USERS = Documents.text("sql/users.sql");
  private static final String INIT = Documents.text("deploy/mysql/init.sh");

  @Test
  void everyServiceHasAnAccountForItsOwnSchema() {
    ProductionConfig config = ProductionConfig.of(Map.of());
    for (String service : ProductionConfig.SERVICES) {
      String schema = config.schema(service);
      String user = config.databaseUser(service);
      assertThat(USERS).contains("CREATE DATABASE IF NOT EXISTS " + schema + " ");
      assertThat(grants("'" + user + "'@'%'")).containsExactly(schema);
    }
  }

  @Test
  void dtmsAccountMayNotChangeTables() {
    assertThat(Compose.environment("dtm")).containsEntry("STORE_USER", "dtm");
    assertThat(grants("'dtm'@'%'")).containsExactly("dtm");
    assertThat(USERS).contains("GRANT SELECT, INSERT, UPDATE, DELETE ON dtm.* TO 'dtm'@'%'");
  }

  @Test
  void accountOfTheCheckReadsAllBooks() {
    ProductionConfig config = Compose.config("check");
    String user = config.section("database").getString("user");
    assertThat(grants("'" + user + "'@'%'"))
        .containsExactlyInAnyOrder(
            "eshop_order", "eshop_stock", "eshop_coupon", "eshop_pay", "dtm");
    assertThat(USERS.lines().filter(line -> line.contains("TO '" + user + "'")))
        .allMatch(line -> line.startsWith("GRANT SELECT ON "));
  }

  @Test
  void noAccountHasAGlobalRightAndNoPasswordIsWritten() {
    assertThat(USERS).doesNotContain("ON *.*", "GRANT OPTION", "ALL PRIVILEGES");
    assertThat(USERS.lines().filter(line -> line.contains("IDENTIFIED BY")))
        .hasSize(6)
        .allMatch(line -> line.contains("IDENTIFIED BY ', QUOTE(@"));
  }

  @Test
  void initScriptRunsFilesThatAreThereWithThePasswordsItIsGiven() {
    Set<String> accounts =
        Pattern.compile("@([a-z]+)_password, ''")
            .matcher(USERS)
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(INIT).contains("\"$sql/users.sql\"");
    Pattern.compile("\\$sql/([a-zA-Z0-9_/.-]+)")
        .matcher(INIT)
        .results()
        .forEach(found -> assertThat(Documents.path("sql/" + found.group(1))).exists());
    String loop = INIT.lines().filter(line -> line.contains("for account in")).findFirst().get();
    assertThat(loop.replaceAll(".* in |; do", "").split(" "))
        .containsExactlyInAnyOrder(accounts.toArray(String[]::new));
    assertThat(Compose.environment("mysql"))
        .containsKeys(accounts.stream().map(AccountsTest::variable).toArray(String[]::new));
  }

  @Test
  void secretsAreFreshAndComplete() {
    List<String> first = Secrets.fresh();
    assertThat(first.stream().map(line -> line.substring(0, line.indexOf('='))))
        .containsExactlyInAnyOrderElementsOf(required());
    assertThat(first)
        .allMatch(line -> line.matches("([A-Z_]+_PASSWORD=|PROOF_KEYS=k1:)[0-9a-f]{48}"));
    assertThat(first).doesNotContainAnyElementsOf(Secrets.fresh());
    assertThat(first.stream().map(line -> line.substring(line.indexOf('='))))
        .doesNotHaveDuplicates();
    assertThat(Documents.text(".gitignore").lines()).contains(".env");
  }

  /** The variables that docker-compose.yml asks for. */
  private static Set<String> required() {
    return Pattern.compile("\\$\\{([A-Z_]+):")
        .matcher(Documents.text(Compose.FILE))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  private static String variable(String account) {
    return account.toUpperCase(java.util.Locale.ROOT) + "_DB_PASSWORD";
  }

  /** The schemas that an account has rights on. */
  private static List<String> grants(String account) {
    return USERS
        .lines()
        .filter(line -> line.startsWith("GRANT ") && line.contains(" TO " + account))
        .map(line -> line.replaceAll(".* ON |\\.\\* TO .*|`", "").replace("\\_", "_"))
        .toList();
  }
}
