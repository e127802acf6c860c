package eshop.gateway;

import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code wait} preference of RFC 7240. A preference that cannot be understood is ignored, as
 * the RFC asks; one that asks for more than we grant is granted as far as we do.
 */
final class PreferWait {
  static final int MAX_S = 30;

  /** Group 1: the preference's name; group 2 or 3: its value. Parameters after it are skipped. */
  private static final Pattern PREFERENCE =
      Pattern.compile(
          "\\s*([^\\s=;,\"]+)\\s*(?:=\\s*(?:\"([^\"]*)\"|([^\\s;,\"]*)))?\\s*(?:;[^,]*)?");

  private static final Pattern DIGITS = Pattern.compile("0*([0-9]{1,9})[0-9]*");

  private PreferWait() {}

  /** Seconds to wait, 0 to 30; 0 when the client does not ask to. */
  static int seconds(HttpServerRequest request) {
    for (String header : request.headers().getAll("Prefer")) {
      for (String preference : header.split(",", -1)) {
        Matcher matcher = PREFERENCE.matcher(preference);
        if (matcher.matches() && matcher.group(1).equalsIgnoreCase("wait")) {
          return granted(matcher.group(2) != null ? matcher.group(2) : matcher.group(3));
        }
      }
    }
    return 0;
  }

  private static int granted(String value) {
    Matcher digits = DIGITS.matcher(value == null ? "" : value);
    return digits.matches() ? Math.min(MAX_S, Integer.parseInt(digits.group(1))) : 0;
  }
}
