package eshop.platform.db;

import static eshop.testkit.DeployedService.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import eshop.testkit.RealMariaDb;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the server itself knows about the sessions of our pools. */
class DatabasesTest {
  @RegisterExtension static final RealMariaDb DB = new RealMariaDb();

  private static Vertx vertx;
  private static DatabaseConfig config;
  private static Databases databases;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    databases = new Databases(vertx);
    String schema = DB.freshSchema("pools");
    config = DatabaseConfig.at(DB.host(), DB.port(), DB.user(), DB.password(), schema, null);
  }

  @AfterAll
  static void stop() {
    await(vertx.close());
  }

  @Test
  void transactionsOfAFrozenNodeEndWithinALease() {
    assumeThat(DB.saysMariaDb()).as("MySQL has no such setting").isTrue();
    Transactions transactions = databases.openForTransactions(config, 1);

    assertThat(setting(transactions, "idle_transaction_timeout")).isEqualTo("2");
  }

  @Test
  void onlyTransactionsHaveToBeCommitted() {
    assertThat(setting(databases.openForTransactions(config, 1), "autocommit")).isEqualTo("OFF");
    assertThat(setting(databases.open(config), "autocommit")).isEqualTo("ON");
  }

  @Test
  void sessionsReadWhatIsCommittedAndCutNothing() {
    Pool pool = databases.open(config);

    assertThat(setting(pool, "t%_isolation")).isEqualTo("READ-COMMITTED");
    assertThat(setting(pool, "sql_mode")).contains("STRICT_TRANS_TABLES");
    assertThat(setting(pool, "innodb_lock_wait_timeout")).isEqualTo("1");
  }

  private static String setting(Transactions transactions, String name) {
    return await(
        transactions.run(
            open ->
                open.query("SHOW SESSION VARIABLES LIKE '" + name + "'")
                    .execute()
                    .map(rows -> rows.iterator().next().getString(1))
                    .compose(value -> Transactions.rollback(open).map(value))));
  }

  private static String setting(Pool pool, String name) {
    return await(pool.query("SHOW SESSION VARIABLES LIKE '" + name + "'").execute())
        .iterator()
        .next()
        .getString(1);
  }
}
