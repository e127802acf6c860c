package eshop.coordinator;

import eshop.platform.net.EndpointList;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a branch is and how it is called. dtm decides it by the text alone: an {@code http://} or
 * {@code https://} URL is called by HTTP whatever the saga's protocol, everything else is {@code
 * host:port/package.service/Method} for gRPC, and an empty URL is a step without that op. Before
 * the first slash of a gRPC branch may also stand several {@code host:port} with commas between, or
 * {@code dns:///host:port}; dtm reads the former not at all, and the latter with a driver only.
 */
sealed interface BranchUrl {

  /** Nothing to call: counts as success. */
  record None() implements BranchUrl {}

  /** A unary gRPC method. */
  record Grpc(EndpointList at, String service, String method) implements BranchUrl {}

  /** An HTTP endpoint; {@code uri} is absolute, its port given or the scheme's own. */
  record Http(URI uri, String host, int port) implements BranchUrl {
    /** Scheme and host as they stand in the URL. */
    String origin() {
      return uri.getScheme() + "://" + uri.getHost();
    }
  }

  /** Where it is, package and service, method. */
  Pattern GRPC =
      Pattern.compile("((?:dns:///)?[^/]+)/([A-Za-z_][A-Za-z0-9_.]*)/([A-Za-z_][A-Za-z0-9_]*)");

  /** dtm's column holds no more. */
  int MAX_LENGTH = 1024;

  /**
   * Reads a branch URL as it stands in a submit or in the table.
   *
   * @param protocol the saga's: {@code http} or {@code grpc}
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static BranchUrl parse(String url, String protocol) {
    if (url == null || url.isEmpty()) {
      return new None();
    }
    if (url.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("branch url is longer than " + MAX_LENGTH + " characters");
    }
    if (startsWith(url, "http://") || startsWith(url, "https://")) {
      return http(url);
    }
    if (protocol.equals("http")) {
      throw new IllegalArgumentException(
          "branch url '" + url + "' must start with http:// or https://");
    }
    return ParsedUrls.grpc(url);
  }

  private static boolean startsWith(String url, String scheme) {
    return url.regionMatches(true, 0, scheme, 0, scheme.length());
  }

  /** Reads one that names a gRPC method. */
  static Grpc grpc(String url) {
    Matcher matcher = GRPC.matcher(url);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "branch url '" + url + "' must be host:port/package.service/Method");
    }
    try {
      return new Grpc(EndpointList.parse(matcher.group(1)), matcher.group(2), matcher.group(3));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("branch url '" + url + "': the host " + e.getMessage(), e);
    }
  }

  private static BranchUrl http(String url) {
    try {
      URI uri = new URI(url);
      if (uri.getHost() == null || uri.getUserInfo() != null) {
        throw new IllegalArgumentException("branch url '" + url + "' must name a host, no user");
      }
      int implied = uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
      int port = uri.getPort() == -1 ? implied : uri.getPort();
      return new Http(uri, unbracketed(uri.getHost()), checkedPort(url, port));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("branch url '" + url + "' is no URL: " + e.getReason(), e);
    }
  }

  private static int checkedPort(String url, int port) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("branch url '" + url + "' has port " + port);
    }
    return port;
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
