package eshop.systemtest.conformance;

import io.vertx.grpc.common.GrpcStatus;

/**
 * How a branch answers one call, on either wire.
 *
 * @param message the gRPC status message, or the HTTP body
 * @param delivery when the answer leaves
 * @param applied whether the branch does its work, whatever it then answers
 */
record BranchAnswer(
    GrpcStatus grpcStatus, int httpStatus, String message, Delivery delivery, boolean applied) {

  /** When an answer leaves the branch. */
  sealed interface Delivery {
    /** After {@code ms} milliseconds, zero for at once. */
    record After(long ms) implements Delivery {}

    /** When the test lets go the answers held for this saga. */
    record Held() implements Delivery {}

    /** Never: the caller has to give up. */
    record Never() implements Delivery {}
  }

  private static final Delivery AT_ONCE = new Delivery.After(0);

  static BranchAnswer ok() {
    return new BranchAnswer(GrpcStatus.OK, 200, "{\"dtm_result\":\"SUCCESS\"}", AT_ONCE, true);
  }

  /** A business refusal. */
  static BranchAnswer refused(String message) {
    return new BranchAnswer(GrpcStatus.ABORTED, 409, message, AT_ONCE, false);
  }

  static BranchAnswer ongoing() {
    return new BranchAnswer(GrpcStatus.FAILED_PRECONDITION, 425, "not yet", AT_ONCE, false);
  }

  /** Neither success nor refusal: something broke, the work was not done. */
  static BranchAnswer error() {
    return of(GrpcStatus.INTERNAL, 500, "something broke");
  }

  /** The work was done, but the caller is told of an error. */
  static BranchAnswer doneButError() {
    return new BranchAnswer(GrpcStatus.INTERNAL, 500, "reply lost", AT_ONCE, true);
  }

  static BranchAnswer silence() {
    return new BranchAnswer(GrpcStatus.OK, 200, "", new Delivery.Never(), false);
  }

  static BranchAnswer of(GrpcStatus grpcStatus, int httpStatus, String message) {
    return new BranchAnswer(grpcStatus, httpStatus, message, AT_ONCE, false);
  }

  BranchAnswer after(long ms) {
    return new BranchAnswer(grpcStatus, httpStatus, message, new Delivery.After(ms), applied);
  }

  BranchAnswer held() {
    return new BranchAnswer(grpcStatus, httpStatus, message, new Delivery.Held(), applied);
  }
}
