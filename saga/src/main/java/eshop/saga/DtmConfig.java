package eshop.saga;

import eshop.platform.net.EndpointList;

/**
 * Where the transaction manager is and how long to wait for it. dtm and the embedded coordinator
 * listen on the same two ports, so one setting serves both. Several managers on the same tables may
 * be given: {@code host:port} with commas between, or {@code dns:///host:port}; they take turns. A
 * null takes the default.
 *
 * @param grpc for submits; default 127.0.0.1:36790
 * @param http for queries; default 127.0.0.1:36789
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

  /** All defaults: a manager on this machine. */
  public static final DtmConfig DEFAULTS = at(null, null);

  /**
   * Fills in the defaults and checks the values.
   *
   * @throws IllegalArgumentException naming the key and its rule
   */
  public DtmConfig {
    grpc = endpoints("grpc", grpc == null ? "127.0.0.1:36790" : grpc);
    http = endpoints("http", http == null ? "127.0.0.1:36789" : http);
    deadlineMs = inRange("deadlineMs", deadlineMs, 3_000, 60_000);
    waitDeadlineMs = inRange("waitDeadlineMs", waitDeadlineMs, 30_000, 600_000);
    grpcConnections = inRange("grpcConnections", grpcConnections, 2, 64);
    httpConnections = inRange("httpConnections", httpConnections, 8, 256);
    maxPending = inRange("maxPending", maxPending, 4_096, 100_000);
    tls = tls == null ? DtmTls.NONE : tls;
  }

  /** Defaults for a manager at the given addresses. */
  public static DtmConfig at(String grpc, String http) {
    return new DtmConfig(grpc, http, null, null, null, null, null, null);
  }

  EndpointList grpcEndpoints() {
    return EndpointList.parse(grpc);
  }

  EndpointList httpEndpoints() {
    return EndpointList.parse(http);
  }

  private static String endpoints(String key, String value) {
    try {
      EndpointList.parse(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + " " + e.getMessage(), e);
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
