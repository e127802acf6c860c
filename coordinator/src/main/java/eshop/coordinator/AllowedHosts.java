package eshop.coordinator;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which hosts a branch may be on. Whoever can reach the submit API names the URLs that are then
 * called from inside the network; without a list every internal address could be called that way.
 *
 * <p>A pattern is {@code host} or {@code host:port}; the host may be {@code *} (any) or begin with
 * {@code *.} (any name below a domain). IPv6 addresses stand in brackets: {@code [::1]:8282}. Names
 * are compared as written, they are not resolved.
 */
final class AllowedHosts {
  static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "[::1]");

  private static final Pattern PATTERN =
      Pattern.compile("(\\*|(?:\\*\\.)?[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");

  private final List<Rule> rules;

  private AllowedHosts(List<Rule> rules) {
    this.rules = rules;
  }

  /**
   * @throws IllegalArgumentException naming the pattern that cannot be read
   */
  static AllowedHosts of(List<String> patterns) {
    return new AllowedHosts(patterns.stream().map(AllowedHosts::rule).toList());
  }

  /**
   * Lets an allowed branch pass.
   *
   * @throws IllegalArgumentException naming host and setting when it is not allowed
   */
  void check(BranchUrl url) {
    if (url instanceof BranchUrl.Grpc grpc) {
      grpc.at().hosts().forEach(host -> check(host.host(), host.port()));
    } else if (url instanceof BranchUrl.Http http) {
      check(http.host(), http.port());
    }
  }

  private void check(String host, int port) {
    String name = host.toLowerCase(Locale.ROOT);
    if (rules.stream().noneMatch(rule -> rule.matches(name, port))) {
      throw new IllegalArgumentException(
          "branch host %s:%d is not allowed; add it to coordinator.allowedBranchHosts"
              .formatted(host, port));
    }
  }

  private static Rule rule(String pattern) {
    Matcher matcher = PATTERN.matcher(pattern);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "allowedBranchHosts must hold host or host:port, *.domain or *, was '" + pattern + "'");
    }
    String host = matcher.group(1).toLowerCase(Locale.ROOT);
    if (host.startsWith("[")) {
      host = host.substring(1, host.length() - 1);
    }
    int port = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
    return new Rule(host, port);
  }

  /** {@code port} 0 is any port. */
  private record Rule(String host, int port) {
    boolean matches(String name, int atPort) {
      if (port != 0 && port != atPort) {
        return false;
      }
      return host.equals("*")
          || host.equals(name)
          || (host.startsWith("*.") && name.endsWith(host.substring(1)));
    }
  }
}
