package eshop.platform.db;

import static eshop.platform.config.Rule.orDefault;

import io.vertx.core.json.JsonObject;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.SslMode;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How connections to a database are protected, with the words of MySQL's own clients. Files are
 * PEM; empty means none.
 *
 * @param mode {@code disabled} (default); {@code required}: encrypted, to whoever answers; {@code
 *     verify-ca}: to a server with a certificate of {@code ca}; {@code verify-identity}: which also
 *     has the name or address that is called
 * @param ca authorities of the server's certificate
 * @param cert the client's own certificate, for accounts that want one
 * @param key the certificate's key
 */
public record DatabaseTls(String mode, String ca, String cert, String key) {
  /** Not encrypted. */
  public static final DatabaseTls NONE = new DatabaseTls(null, null, null, null);

  /** What a mode is for the pools' driver and for JDBC. */
  private enum Mode {
    DISABLED("disabled", SslMode.DISABLED, "disable", false),
    REQUIRED("required", SslMode.REQUIRED, "trust", false),
    VERIFY_CA("verify-ca", SslMode.VERIFY_CA, "verify-ca", true),
    VERIFY_IDENTITY("verify-identity", SslMode.VERIFY_IDENTITY, "verify-full", true);

    private final String word;
    private final SslMode pools;
    private final String jdbc;
    private final boolean verifies;

    Mode(String word, SslMode pools, String jdbc, boolean verifies) {
      this.word = word;
      this.pools = pools;
      this.jdbc = jdbc;
      this.verifies = verifies;
    }

    static Mode of(String word) {
      for (Mode mode : values()) {
        if (mode.word.equals(word)) {
          return mode;
        }
      }
      String words = Arrays.stream(values()).map(m -> m.word).collect(Collectors.joining(", "));
      throw new IllegalArgumentException("mode must be one of " + words + ", was '" + word + "'");
    }
  }

  public DatabaseTls {
    mode = orDefault(mode, Mode.DISABLED.word);
    ca = orDefault(ca, "");
    cert = orDefault(cert, "");
    key = orDefault(key, "");
    Mode known = Mode.of(mode);
    if (known.verifies == ca.isEmpty()) {
      throw new IllegalArgumentException(
          known.verifies ? "mode " + mode + " needs ca" : "ca has no use with mode " + mode);
    }
    if (cert.isEmpty() != key.isEmpty()) {
      throw new IllegalArgumentException("cert and key must be given together");
    }
    if (known == Mode.DISABLED && !cert.isEmpty()) {
      throw new IllegalArgumentException("cert and key have no use with mode disabled");
    }
  }

  /** Whether connections are encrypted at all. */
  public boolean on() {
    return Mode.of(mode) != Mode.DISABLED;
  }

  /** The keys of this section. */
  public JsonObject toJson() {
    return new JsonObject().put("mode", mode).put("ca", ca).put("cert", cert).put("key", key);
  }

  /** The value of the MariaDB driver's {@code sslMode}. */
  String jdbcMode() {
    return Mode.of(mode).jdbc;
  }

  /** Sets the pools' driver up the same way. */
  void applyTo(MySQLConnectOptions options) {
    Mode known = Mode.of(mode);
    options.setSslMode(known.pools);
    if (known == Mode.DISABLED) {
      return;
    }
    ClientSSLOptions ssl =
        new ClientSSLOptions()
            .setHostnameVerificationAlgorithm(known == Mode.VERIFY_IDENTITY ? "HTTPS" : "");
    if (known.verifies) {
      ssl.setTrustOptions(new PemTrustOptions().addCertPath(ca));
    } else {
      ssl.setTrustAll(true);
    }
    if (!cert.isEmpty()) {
      ssl.setKeyCertOptions(new PemKeyCertOptions().addCertPath(cert).addKeyPath(key));
    }
    options.setSslOptions(ssl);
  }
}
