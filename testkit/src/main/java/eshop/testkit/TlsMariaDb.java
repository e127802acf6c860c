package eshop.testkit;

import eshop.mariadb.EmbeddedMariaDb;
import eshop.mariadb.MariaDbOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real MariaDB that speaks TLS, for one test class. Beside the usual user it has two that it lets
 * in over TLS only. Its certificate is for localhost, not for 127.0.0.1.
 */
public final class TlsMariaDb implements BeforeAllCallback, AfterAllCallback {
  /** Must use TLS. */
  public static final String TLS_USER = "eshop_tls";

  /** Must show a certificate of the server's authority. */
  public static final String CERTIFIED_USER = "eshop_certified";

  private final String password = UUID.randomUUID().toString();
  private Path folder;
  private TestAuthority authority;
  private EmbeddedMariaDb server;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    folder = Files.createTempDirectory("eshop-tls-db");
    authority = new TestAuthority(folder, "ca");
    TestAuthority.Identity identity = authority.issueFor("localhost");
    Path users = Files.writeString(folder.resolve("users.sql"), users());
    server =
        EmbeddedMariaDb.start(
            MariaDbOptions.in(folder.resolve("data"), 0)
                .withBinaries(RealMariaDb.binaries())
                .forTests()
                .withArguments(
                    List.of(
                        "--ssl",
                        "--ssl-ca=" + authority.ca(),
                        "--ssl-cert=" + identity.cert(),
                        "--ssl-key=" + identity.key(),
                        "--init-file=" + users)));
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    server.stop();
    RealMariaDb.delete(folder);
  }

  /** Of the server's certificate. */
  public TestAuthority authority() {
    return authority;
  }

  public int port() {
    return server.port();
  }

  /** Of both users that need TLS. */
  public String password() {
    return password;
  }

  /** The usual user's plain connection. */
  public Connection connect() throws SQLException {
    return server.connect();
  }

  private String users() {
    String user = "CREATE USER '%s'@'127.0.0.1' IDENTIFIED BY '%s' REQUIRE %s;\n";
    String grant = "GRANT ALL ON `eshop\\_%%`.* TO '%s'@'127.0.0.1';\n";
    return user.formatted(TLS_USER, password, "SSL")
        + grant.formatted(TLS_USER)
        + user.formatted(CERTIFIED_USER, password, "X509")
        + grant.formatted(CERTIFIED_USER);
  }
}
