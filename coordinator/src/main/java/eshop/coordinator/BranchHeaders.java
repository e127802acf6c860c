package eshop.coordinator;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a saga's branch headers may be. dtm takes any and finds out at the first call, which then
 * fails again and again: its client library refuses to send them. So they are refused here, before
 * the saga is accepted.
 */
final class BranchHeaders {
  private static final Pattern HTTP_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern GRPC_NAME = Pattern.compile("[A-Za-z0-9_.-]+");

  /** What both transports carry: visible ASCII, blanks and, over HTTP, tabs. */
  private static final Pattern HTTP_VALUE = Pattern.compile("[\\t -~]*");

  private static final Pattern GRPC_VALUE = Pattern.compile("[ -~]*");

  private BranchHeaders() {}

  /**
   * @param protocol the saga's: {@code http} or {@code grpc}
   * @throws IllegalArgumentException naming a header that no call could carry
   */
  static void check(Map<String, String> headers, String protocol) {
    boolean http = protocol.equals("http");
    headers.forEach(
        (name, value) -> {
          if (!(http ? HTTP_NAME : GRPC_NAME).matcher(name).matches()) {
            throw new IllegalArgumentException("branch_headers: '" + name + "' is no header name");
          }
          boolean binary = !http && name.endsWith("-bin");
          if (!binary && !(http ? HTTP_VALUE : GRPC_VALUE).matcher(value).matches()) {
            throw new IllegalArgumentException(
                "branch_headers: the value of " + name + " must be visible ASCII characters");
          }
        });
  }
}
