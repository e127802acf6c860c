package eshop.coordinator.model;

import java.util.Locale;

/** The two operations of a saga step, in dtm's own words. */
public enum BranchOp {
  /** The forward operation. */
  ACTION,
  /** Undoes the action; it is called for the refused action too and must succeed in the end. */
  COMPENSATE;

  /** The lower-case word in tables and in the metadata of a branch call. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads dtm's word.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static BranchOp of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
