package eshop.bridge;

import static eshop.platform.config.Rule.between;
import static eshop.platform.config.Rule.notBlank;
import static eshop.platform.config.Rule.orDefault;

import eshop.platform.config.Rule;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which addresses of the event bus are open to programs outside of the cluster, and how much they
 * may take.
 *
 * @param host default 127.0.0.1: nothing is open beyond this machine unless told so
 * @param allow the addresses that may be called, each in full; default eshop.order.submit and
 *     eshop.order.get
 * @param replyTimeoutMs how long a service may take to answer; default 10000
 * @param maxMessageBytes a connection that sends a larger message is closed; default 16384
 * @param maxConnections of each listener, more are closed at once; default 256
 * @param maxPending requests of one connection at once, more are answered 429; default 64
 * @param idleTimeoutS a connection without traffic is closed; default 60
 * @param tcp frames over plain TCP; default off
 * @param sockjs WebSocket, SockJS's and raw; default off
 */
public record BridgeConfig(
    String host,
    List<String> allow,
    Integer replyTimeoutMs,
    Integer maxMessageBytes,
    Integer maxConnections,
    Integer maxPending,
    Integer idleTimeoutS,
    Tcp tcp,
    SockJs sockjs) {

  private static final List<String> ORDERS = List.of("eshop.order.submit", "eshop.order.get");
  private static final int ALLOW_MAX = 32;
  private static final Pattern ADDRESS = Pattern.compile("eshop(\\.[a-z][a-z0-9_]{0,31}){2,4}");

  /**
   * The listener for TCP.
   *
   * @param enabled default false
   * @param port default 7000; 0 lets the system choose
   */
  public record Tcp(Boolean enabled, Integer port) {
    public Tcp {
      enabled = orDefault(enabled, false);
      port = Rule.port("port", orDefault(port, 7000));
    }
  }

  /**
   * The listener for WebSockets.
   *
   * @param enabled default false
   * @param port default 7080; 0 lets the system choose
   * @param origins of web pages that may connect, such as https://shop.example; default none. A
   *     browser names the page's origin, other programs name none and are not held to this
   */
  public record SockJs(Boolean enabled, Integer port, List<String> origins) {
    private static final Pattern ORIGIN = Pattern.compile("https?://[A-Za-z0-9.\\[\\]:-]{1,255}");

    public SockJs {
      enabled = orDefault(enabled, false);
      port = Rule.port("port", orDefault(port, 7080));
      origins = List.copyOf(orDefault(origins, List.of()));
      for (String origin : origins) {
        if (!ORIGIN.matcher(origin).matches()) {
          throw new IllegalArgumentException(
              "origins must be like https://shop.example, was '" + origin + "'");
        }
      }
    }
  }

  public BridgeConfig {
    host = notBlank("host", orDefault(host, "127.0.0.1"));
    allow = checked(orDefault(allow, ORDERS));
    replyTimeoutMs = between("replyTimeoutMs", orDefault(replyTimeoutMs, 10_000), 10, 30_000);
    maxMessageBytes =
        between("maxMessageBytes", orDefault(maxMessageBytes, 16_384), 256, 1_048_576);
    maxConnections = between("maxConnections", orDefault(maxConnections, 256), 1, 100_000);
    maxPending = between("maxPending", orDefault(maxPending, 64), 1, 10_000);
    idleTimeoutS = between("idleTimeoutS", orDefault(idleTimeoutS, 60), 5, 3_600);
    tcp = orDefault(tcp, new Tcp(null, null));
    sockjs = orDefault(sockjs, new SockJs(null, null, null));
    if (!tcp.enabled() && !sockjs.enabled()) {
      throw new IllegalArgumentException("tcp.enabled or sockjs.enabled must be true");
    }
  }

  private static List<String> checked(List<String> allow) {
    between("allow (how many addresses)", allow.size(), 1, ALLOW_MAX);
    for (String address : allow) {
      if (!ADDRESS.matcher(address).matches()) {
        throw new IllegalArgumentException(
            "allow must hold addresses in full, like eshop.order.get, was '" + address + "'");
      }
    }
    if (new HashSet<>(allow).size() < allow.size()) {
      throw new IllegalArgumentException("allow names an address twice");
    }
    return List.copyOf(allow);
  }
}
