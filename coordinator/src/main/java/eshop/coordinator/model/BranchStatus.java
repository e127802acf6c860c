package eshop.coordinator.model;

import java.util.Locale;

/** Status of one branch operation, in dtm's own words. */
public enum BranchStatus {
  /** No final answer is known: never called, or called with an unknown or ongoing answer. */
  PREPARED,
  /** It answered success, or it must be undone as if it had. */
  SUCCEED,
  /** An action that was refused; a compensation never has this status. */
  FAILED;

  /** The lower-case word in tables and on the wire. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads dtm's word.
   *
   * @throws IllegalArgumentException if it is none of the three
   */
  public static BranchStatus of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
