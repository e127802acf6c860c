package eshop.platform.db;

import static eshop.testkit.DeployedService.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.platform.config.ConfigException;
import eshop.testkit.TestAuthority;
import eshop.testkit.TlsMariaDb;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both ways to a database, the pools' and the migration's, against a real one that lets its users
 * in over TLS only. Its certificate is for localhost, not for 127.0.0.1.
 */
class DatabaseTlsTest {
  @RegisterExtension static final TlsMariaDb DB = new TlsMariaDb();

  private static Vertx vertx;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    await(vertx.close());
  }

  @Test
  void withoutTlsTheUserIsNotLetIn() {
    DatabaseConfig config = config("localhost", TlsMariaDb.TLS_USER, DatabaseTls.NONE);
    assertThatThrownBy(() -> migrate(config)).hasMessageContaining("Access denied");
    assertThatThrownBy(() -> cipher(config)).hasMessageContaining("Access denied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify-ca", "verify-identity"})
  void aServerOfTheAuthorityIsUsed(String mode) {
    works(config("localhost", TlsMariaDb.TLS_USER, tls(mode, DB.authority())));
  }

  @Test
  void requiredEncryptsWhoeverAnswers() {
    works(config("127.0.0.1", TlsMariaDb.TLS_USER, new DatabaseTls("required", "", "", "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify-ca", "verify-identity"})
  void aServerOfAnotherAuthorityIsRefused(String mode) {
    DatabaseTls tls = tls(mode, new TestAuthority(folder, "other"));
    DatabaseConfig config = config("localhost", TlsMariaDb.TLS_USER, tls);
    assertThatThrownBy(() -> migrate(config)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> cipher(config)).isNotNull();
  }

  @Test
  void onlyVerifyIdentityAsksForTheNameThatIsCalled() {
    works(config("127.0.0.1", TlsMariaDb.TLS_USER, tls("verify-ca", DB.authority())));

    DatabaseConfig config =
        config("127.0.0.1", TlsMariaDb.TLS_USER, tls("verify-identity", DB.authority()));
    assertThatThrownBy(() -> migrate(config)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> cipher(config)).isNotNull();
  }

  @Test
  void aUserWhoMustShowACertificateShowsIt() {
    TestAuthority.Identity client = DB.authority().issue("client");
    works(
        config(
            "localhost",
            TlsMariaDb.CERTIFIED_USER,
            new DatabaseTls(
                "verify-identity",
                DB.authority().ca().toString(),
                client.cert().toString(),
                client.key().toString())));
  }

  @Test
  void aUserWhoMustShowACertificateAndHasNoneIsNotLetIn() {
    DatabaseConfig config =
        config("localhost", TlsMariaDb.CERTIFIED_USER, tls("verify-ca", DB.authority()));
    assertThatThrownBy(() -> migrate(config)).hasMessageContaining("Access denied");
    assertThatThrownBy(() -> cipher(config)).hasMessageContaining("Access denied");
  }

  @Test
  void aMissingFileIsNamed() {
    DatabaseTls tls = new DatabaseTls("verify-ca", "/nowhere.pem", "", "");
    assertThatThrownBy(() -> migrate(config("localhost", TlsMariaDb.TLS_USER, tls)))
        .isInstanceOf(ConfigException.class)
        .hasMessage("database.tls.ca: /nowhere.pem: there is no such file");
  }

  @Test
  void aSectionThatPromisesMoreThanItDoesIsRefused() {
    assertThatThrownBy(() -> new DatabaseTls("on", "", "", ""))
        .hasMessage("mode must be one of disabled, required, verify-ca, verify-identity, was 'on'");
    assertThatThrownBy(() -> new DatabaseTls("verify-ca", "", "", ""))
        .hasMessage("mode verify-ca needs ca");
    assertThatThrownBy(() -> new DatabaseTls("required", "ca.pem", "", ""))
        .hasMessage("ca has no use with mode required");
    assertThatThrownBy(() -> new DatabaseTls("disabled", "", "cert.pem", "key.pem"))
        .hasMessage("cert and key have no use with mode disabled");
  }

  private static DatabaseTls tls(String mode, TestAuthority authority) {
    return new DatabaseTls(mode, authority.ca().toString(), "", "");
  }

  private static DatabaseConfig config(String host, String user, DatabaseTls tls) {
    return new DatabaseConfig(
        host, DB.port(), user, DB.password(), "eshop_tls", 1, null, null, null, null, tls);
  }

  private static void works(DatabaseConfig config) {
    migrate(config);
    assertThat(cipher(config)).startsWith("TLS");
  }

  private static void migrate(DatabaseConfig config) {
    await(SchemaMigration.migrate(vertx, config, "nothing"));
  }

  /** The cipher of a pool's connection; empty without TLS. */
  private static String cipher(DatabaseConfig config) {
    Pool pool = new Databases(vertx).open(config);
    return await(
        pool.query("SHOW SESSION STATUS LIKE 'Ssl_cipher'")
            .execute()
            .map(rows -> rows.iterator().next().getString(1))
            .eventually(pool::close));
  }
}
