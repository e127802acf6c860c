package eshop.coordinator.model;

import java.util.Locale;

/**
 * Status of a global transaction, in dtm's own words: they are stored and sent as {@link #word}.
 */
public enum GlobalStatus {
  /** Saved by Prepare; no action may run before Submit. */
  PREPARED,
  /** Accepted for good: actions are being called until all succeed or one refuses. */
  SUBMITTED,
  /** It will not succeed any more: compensations are being called until all succeed. */
  ABORTING,
  /** Final: every action took effect. */
  SUCCEED,
  /** Final: every effect was undone, or an operator forced a stop. */
  FAILED;

  /** The lower-case word in tables, on the wire and in logs. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** True for {@code succeed} and {@code failed}: no status follows. */
  public boolean isFinal() {
    return this == SUCCEED || this == FAILED;
  }

  /**
   * Reads dtm's word.
   *
   * @throws IllegalArgumentException if it is none of the five
   */
  public static GlobalStatus of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
