package eshop.saga;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.List;

/**
 * How submits reach the transaction manager under TLS. Files are PEM; empty or null means none.
 *
 * @param ca authorities of the manager's certificate, which must also have the name or address it
 *     is called under; empty: no TLS
 * @param cert the client's own certificate, for a manager that wants one
 * @param key the certificate's key
 */
public record DtmTls(String ca, String cert, String key) {
  /** Plain HTTP/2. */
  public static final DtmTls NONE = new DtmTls(null, null, null);

  /**
   * Checks that what belongs together is given together.
   *
   * @throws IllegalArgumentException naming the keys and the rule
   */
  public DtmTls {
    ca = ca == null ? "" : ca;
    cert = cert == null ? "" : cert;
    key = key == null ? "" : key;
    if (cert.isEmpty() != key.isEmpty()) {
      throw new IllegalArgumentException("cert and key must be given together");
    }
    if (ca.isEmpty() && !cert.isEmpty()) {
      throw new IllegalArgumentException("cert and key need ca");
    }
  }

  boolean on() {
    return !ca.isEmpty();
  }

  /** Switches TLS on for HTTP/2, if it is configured. */
  HttpClientOptions applyTo(HttpClientOptions options) {
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
