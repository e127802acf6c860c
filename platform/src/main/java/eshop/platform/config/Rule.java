package eshop.platform.config;

import eshop.platform.net.EndpointList;
import java.util.regex.Pattern;

/**
 * The rules that config records check their values with, in their canonical constructors. Every
 * method returns the value, or throws {@link IllegalArgumentException} with the key and the rule;
 * {@link ConfigReader} puts the section's path before it.
 */
public final class Rule {
  private static final Pattern SCHEMA = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  private Rule() {}

  /** The default when a key is absent. */
  public static <T> T orDefault(T value, T defaultValue) {
    return value == null ? defaultValue : value;
  }

  /** A number within bounds, both included. */
  public static int between(String key, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(key + " must be " + min + " to " + max + ", was " + value);
    }
    return value;
  }

  /** A number within bounds, both included. */
  public static long between(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(key + " must be " + min + " to " + max + ", was " + value);
    }
    return value;
  }

  /** A TCP port; 0 lets the system choose one (tests do). */
  public static int port(String key, int value) {
    return between(key, value, 0, 65_535);
  }

  /** Text with at least one visible character. */
  public static String notBlank(String key, String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(key + " must not be empty");
    }
    return value;
  }

  /** The form in which dtm and its branches are addressed, see {@link EndpointList}. */
  public static String endpoints(String key, String value) {
    try {
      EndpointList.parse(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + " " + e.getMessage(), e);
    }
    return value;
  }

  /** A database schema name; it is written into SQL text, so nothing but {@code [a-z0-9_]}. */
  public static String schema(String key, String value) {
    if (value == null || !SCHEMA.matcher(value).matches()) {
      throw new IllegalArgumentException(
          key + " must match " + SCHEMA.pattern() + ", was '" + value + "'");
    }
    return value;
  }
}
