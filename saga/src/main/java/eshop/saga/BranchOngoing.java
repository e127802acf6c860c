package eshop.saga;

/**
 * The branch has started and is not done: becomes FAILED_PRECONDITION, and dtm asks again at its
 * first interval without lengthening it. Has no stack trace: it is an answer.
 */
public final class BranchOngoing extends RuntimeException {
  /** Tells dtm to ask again, with the reason for its log. */
  public BranchOngoing(String message) {
    super(message, null, false, false);
  }
}
