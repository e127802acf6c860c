package eshop.platform.net;

import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a service is, as settings and branch URLs say it: {@code host:port}; several of them with
 * commas between; or {@code dns:///host:port}, grpc-go's way to say all addresses that a name has.
 *
 * @param hosts in the order in which they are given; one with {@code dns:///}
 * @param everyAddress whether each address of the name is an endpoint of its own
 */
public record EndpointList(List<SocketAddress> hosts, boolean everyAddress) {
  /** More are refused in a list; of a name's addresses the first so many are used. */
  public static final int MAX = 16;

  /** One {@code host:port}; IPv6 addresses in brackets. */
  public static final String HOST_PORT = "(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):[0-9]{1,5}";

  private static final String DNS = "dns:///";
  private static final Pattern ONE = Pattern.compile("\\[?([A-Za-z0-9._:-]+?)]?:([0-9]{1,5})");
  private static final Pattern ALL =
      Pattern.compile("dns:///" + HOST_PORT + "|" + HOST_PORT + "(?:," + HOST_PORT + ")*");

  /**
   * Reads the text of a setting.
   *
   * @throws IllegalArgumentException with the rule and the text
   */
  public static EndpointList parse(String text) {
    if (text == null || !ALL.matcher(text).matches()) {
      throw invalid(text);
    }
    boolean dns = text.startsWith(DNS);
    String[] parts = (dns ? text.substring(DNS.length()) : text).split(",", -1);
    if (parts.length > MAX) {
      throw invalid(text);
    }
    List<SocketAddress> hosts = new ArrayList<>(parts.length);
    for (String part : parts) {
      hosts.add(address(part, text));
    }
    return new EndpointList(List.copyOf(hosts), dns);
  }

  /** Whether there is nothing to choose from. */
  public boolean isSingle() {
    return hosts.size() == 1 && !everyAddress;
  }

  private static SocketAddress address(String part, String text) {
    Matcher matcher = ONE.matcher(part);
    if (!matcher.matches()) {
      throw invalid(text);
    }
    int port = Integer.parseInt(matcher.group(2));
    if (port < 1 || port > 65_535) {
      throw invalid(text);
    }
    return SocketAddress.inetSocketAddress(port, matcher.group(1));
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException(
        "must be host:port, up to %d of them with commas between, or dns:///host:port, was '%s'"
            .formatted(MAX, text));
  }
}
