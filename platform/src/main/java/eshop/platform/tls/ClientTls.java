package eshop.platform.tls;

import static eshop.platform.config.Rule.orDefault;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.List;

/**
 * Whom a gRPC client trusts, and how it shows who it is. All are PEM files; empty means none.
 *
 * @param ca authorities of the servers; empty: no TLS. A server must also have the name or address
 *     under which it is called
 * @param cert the client's own certificate, for servers that want one
 * @param key the certificate's key
 */
public record ClientTls(String ca, String cert, String key) {
  /** Plain HTTP/2. */
  public static final ClientTls NONE = new ClientTls(null, null, null);

  public ClientTls {
    ca = orDefault(ca, "");
    cert = orDefault(cert, "");
    key = orDefault(key, "");
    if (cert.isEmpty() != key.isEmpty()) {
      throw new IllegalArgumentException("cert and key must be given together");
    }
    if (ca.isEmpty() && !cert.isEmpty()) {
      throw new IllegalArgumentException("cert and key need ca");
    }
  }

  /** Whether there is TLS at all. */
  public boolean on() {
    return !ca.isEmpty();
  }

  /**
   * Reads the files and fails with {@code ConfigException} where a connection would fail later.
   *
   * @param section the path of this section: {@code coordinator.branchTls}
   */
  public Future<Void> check(Vertx vertx, String section) {
    return vertx.executeBlocking(
        () -> {
          check(section);
          return null;
        },
        false);
  }

  /** The same; blocks. */
  public void check(String section) {
    if (on()) {
      Pem.certificates(section + ".ca", ca);
      if (!cert.isEmpty()) {
        Pem.identity(section, cert, key);
      }
    }
  }

  /** Switches TLS on for HTTP/2, if it is configured. */
  public HttpClientOptions applyTo(HttpClientOptions options) {
    if (!on()) {
      return options;
    }
    if (!cert.isEmpty()) {
      options.setKeyCertOptions(new PemKeyCertOptions().addCertPath(cert).addKeyPath(key));
    }
    return options
        .setSsl(true)
        .setUseAlpn(true)
        .setAlpnVersions(List.of(HttpVersion.HTTP_2))
        .setTrustOptions(new PemTrustOptions().addCertPath(ca));
  }
}
