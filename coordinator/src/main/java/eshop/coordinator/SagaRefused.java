package eshop.coordinator;

/**
 * A submit that is answered with dtm's FAILURE (gRPC ABORTED, HTTP 409): the gid has ended already,
 * or the submitter waited for the result and it was not success.
 */
public final class SagaRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The message is for the submitter: a rollback reason or dtm's own words. */
  public SagaRefused(String message) {
    super(message, null, false, false);
  }
}
