package eshop.saga;

/**
 * The business says no: too little stock, a used coupon. The only failure that becomes ABORTED, and
 * with it the only one that makes dtm roll the saga back; so throw it only for what a repeated call
 * would not change.
 *
 * <p>The message is shown to clients as the reason of the failed order: it says what to change and
 * holds nothing internal. It has no stack trace, because a refusal is an answer and not an
 * accident.
 */
public final class BranchRefused extends RuntimeException {
  /** Refuses with a message for the client. */
  public BranchRefused(String message) {
    super(message, null, false, false);
  }
}
