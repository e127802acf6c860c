package eshop.platform.tls;

import static eshop.platform.config.Rule.orDefault;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.List;

/**
 * How a gRPC server shows who it is, and whom it lets in. All are PEM files; empty means none.
 *
 * @param cert its certificate, and those between it and the authority; empty: no TLS
 * @param key the certificate's key
 * @param clientCa authorities of the clients: one without a certificate of these is not let in.
 *     Empty: any client is
 */
public record ServerTls(String cert, String key, String clientCa) {
  /** Plain HTTP/2. */
  public static final ServerTls NONE = new ServerTls(null, null, null);

  public ServerTls {
    cert = orDefault(cert, "");
    key = orDefault(key, "");
    clientCa = orDefault(clientCa, "");
    if (cert.isEmpty() != key.isEmpty()) {
      throw new IllegalArgumentException("cert and key must be given together");
    }
    if (cert.isEmpty() && !clientCa.isEmpty()) {
      throw new IllegalArgumentException("clientCa needs cert and key");
    }
  }

  /** Whether there is TLS at all. */
  public boolean on() {
    return !cert.isEmpty();
  }

  /**
   * Reads the files and fails with {@code ConfigException} where a connection would fail later.
   *
   * @param section the path of this section: {@code stock.grpc.tls}
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
      Pem.identity(section, cert, key);
      if (!clientCa.isEmpty()) {
        Pem.certificates(section + ".clientCa", clientCa);
      }
    }
  }

  /** Switches TLS on for HTTP/2, if it is configured. */
  public HttpServerOptions applyTo(HttpServerOptions options) {
    if (!on()) {
      return options;
    }
    if (!clientCa.isEmpty()) {
      options
          .setClientAuth(ClientAuth.REQUIRED)
          .setTrustOptions(new PemTrustOptions().addCertPath(clientCa));
    }
    return options
        .setSsl(true)
        .setUseAlpn(true)
        .setAlpnVersions(List.of(HttpVersion.HTTP_2))
        .setKeyCertOptions(new PemKeyCertOptions().addCertPath(cert).addKeyPath(key));
  }
}
