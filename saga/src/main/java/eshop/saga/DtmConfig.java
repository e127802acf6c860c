package eshop.saga;

import io.vertx.core.net.SocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the transaction manager is and how long to wait for it. dtm and the embedded coordinator
 * listen on the same two ports, so one setting serves both. A null takes the default.
 *
 * @param grpc host:port for submits; default 127.0.0.1:36790
 * @param http host:port for queries; default 127.0.0.1:36789
 * @param deadlineMs how long an answer may take, 1 to 60,000; default 3,000
 * @param waitDeadlineMs the same for a submit that waits for the saga's first run, 1 to 600,000;
 *     default 30,000
 * @param grpcConnections each carries many calls at once, 1 to 64; default 2
 * @param httpConnections each carries one query at a time, 1 to 256; default 8
 * @param maxPending calls under way at once for submits and for queries each, further ones fail at
 *     once; 1 to 100,000; default 4,096
 * @param tls for submits; default none
 */
public record DtmConfig(
    String grpc,
    String http,
    Integer deadlineMs,
    Integer waitDeadlineMs,
    Integer grpcConnections,
    Integer httpConnections,
    Integer maxPending,
    DtmTls tls) {

  private static final Pattern HOST_PORT = Pattern.compile("([A-Za-z0-9._-]+):([0-9]{1,5})");

  /** All defaults: a manager on this machine. */
  public static final DtmConfig DEFAULTS = at(null, null);

  /**
   * Fills in the defaults and checks the values.
   *
   * @throws IllegalArgumentException naming the key and its rule
   */
  public DtmConfig {
    grpc = hostPort("grpc", grpc == null ? "127.0.0.1:36790" : grpc);
    http = hostPort("http", http == null ? "127.0.0.1:36789" : http);
    deadlineMs = inRange("deadlineMs", deadlineMs, 3_000, 60_000);
    waitDeadlineMs = inRange("waitDeadlineMs", waitDeadlineMs, 30_000, 600_000);
    grpcConnections = inRange("grpcConnections", grpcConnections, 2, 64);
    httpConnections = inRange("httpConnections", httpConnections, 8, 256);
    maxPending = inRange("maxPending", maxPending, 4_096, 100_000);
    tls = tls == null ? DtmTls.NONE : tls;
  }

  /** Defaults for a manager at the given addresses, both {@code host:port}. */
  public static DtmConfig at(String grpc, String http) {
    return new DtmConfig(grpc, http, null, null, null, null, null, null);
  }

  SocketAddress grpcAddress() {
    return address(grpc);
  }

  SocketAddress httpAddress() {
    return address(http);
  }

  private static SocketAddress address(String hostPort) {
    int colon = hostPort.lastIndexOf(':');
    int port = Integer.parseInt(hostPort.substring(colon + 1));
    return SocketAddress.inetSocketAddress(port, hostPort.substring(0, colon));
  }

  private static String hostPort(String key, String value) {
    Matcher parts = HOST_PORT.matcher(value);
    if (!parts.matches() || outside(Integer.parseInt(parts.group(2)), 65_535)) {
      throw new IllegalArgumentException(key + " must be host:port, was '" + value + "'");
    }
    return value;
  }

  private static Integer inRange(String key, Integer value, int byDefault, int max) {
    int number = value == null ? byDefault : value;
    if (outside(number, max)) {
      throw new IllegalArgumentException(key + " must be 1 to " + max + ", was " + number);
    }
    return number;
  }

  private static boolean outside(int number, int max) {
    return number < 1 || number > max;
  }
}
