package eshop.systemtest.conformance;

/**
 * What the transaction manager answers to submit, prepare and abort, in dtm's words whatever the
 * wire.
 *
 * @param message empty on success
 */
record DtmAnswer(Result result, String message) {
  /** dtm's three results, and everything else. */
  enum Result {
    /** gRPC OK, HTTP 200. */
    SUCCESS,
    /** gRPC ABORTED, HTTP 409. */
    FAILURE,
    /** gRPC FAILED_PRECONDITION, HTTP 425. */
    ONGOING,
    /** Any other status. */
    ERROR
  }
}
