package eshop.saga;

/**
 * Where the transaction manager is and how long to wait for it. dtm and the embedded coordinator
 * listen on the same two ports, so one setting serves both. A null takes the default.
 *
 * @param grpcHost default 127.0.0.1
 * @param grpcPort default 36790
 * @param httpHost for queries; default: grpcHost
 * @param httpPort for queries; default 36789
 * @param deadlineMs how long an answer may take, 1 to 60,000; default 3,000
 * @param waitDeadlineMs the same for a submit that waits for the saga's first run; default 30,000
 * @param maxConnections to each of the two ports, 1 to 64; default 2 (a gRPC connection carries
 *     many calls at once)
 * @param maxPending calls under way at once, further ones fail at once; 1 to 100,000; default 4,096
 */
public record DtmConfig(
    String grpcHost,
    Integer grpcPort,
    String httpHost,
    Integer httpPort,
    Integer deadlineMs,
    Integer waitDeadlineMs,
    Integer maxConnections,
    Integer maxPending) {

  /** All defaults: a dtm on this machine. */
  public static final DtmConfig DEFAULTS =
      new DtmConfig(null, null, null, null, null, null, null, null);

  /**
   * Fills in the defaults and checks the values.
   *
   * @throws IllegalArgumentException naming the key and its rule
   */
  public DtmConfig {
    grpcHost = host("grpcHost", grpcHost, "127.0.0.1");
    grpcPort = inRange("grpcPort", grpcPort, 36790, 65535);
    httpHost = host("httpHost", httpHost, grpcHost);
    httpPort = inRange("httpPort", httpPort, 36789, 65535);
    deadlineMs = inRange("deadlineMs", deadlineMs, 3_000, 60_000);
    waitDeadlineMs = inRange("waitDeadlineMs", waitDeadlineMs, 30_000, 600_000);
    maxConnections = inRange("maxConnections", maxConnections, 2, 64);
    maxPending = inRange("maxPending", maxPending, 4_096, 100_000);
  }

  /** The same settings for a manager at the given addresses. */
  public DtmConfig at(String host, int grpc, int http) {
    return new DtmConfig(
        host, grpc, host, http, deadlineMs, waitDeadlineMs, maxConnections, maxPending);
  }

  private static String host(String key, String value, String byDefault) {
    String host = value == null ? byDefault : value;
    if (host.isBlank() || !host.equals(host.strip())) {
      throw new IllegalArgumentException(key + " must be a host name or an address");
    }
    return host;
  }

  private static Integer inRange(String key, Integer value, int byDefault, int max) {
    int number = value == null ? byDefault : value;
    if (number < 1 || number > max) {
      throw new IllegalArgumentException(key + " must be from 1 to " + max + ", not " + number);
    }
    return number;
  }
}
