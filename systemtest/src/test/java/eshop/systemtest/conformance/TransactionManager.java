package eshop.systemtest.conformance;

import io.vertx.core.net.SocketAddress;
import java.util.Optional;

/**
 * The transaction manager under test, known by its two addresses only.
 *
 * @param grpc where it serves {@code dtmgimp.Dtm}
 * @param http where it serves {@code /api/dtmsvr}
 */
public record TransactionManager(SocketAddress grpc, SocketAddress http) {
  private static final String GRPC_KEY = "dtm.grpc";
  private static final String HTTP_KEY = "dtm.http";

  /** The one named by -Ddtm.grpc and -Ddtm.http; empty when none is named. */
  static Optional<TransactionManager> given() {
    String grpc = System.getProperty(GRPC_KEY, "");
    String http = System.getProperty(HTTP_KEY, "");
    if (grpc.isEmpty() && http.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new TransactionManager(address(GRPC_KEY, grpc), address(HTTP_KEY, http)));
  }

  private static SocketAddress address(String key, String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException(
          key + ": want host:port beside the other address, got '" + hostAndPort + "'");
    }
    int port = Integer.parseInt(hostAndPort.substring(colon + 1));
    return SocketAddress.inetSocketAddress(port, hostAndPort.substring(0, colon));
  }
}
