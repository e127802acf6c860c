package eshop.coordinator.model;

/**
 * What one branch call came to. Everything that is neither a clear yes, a clear no nor a clear
 * "still working" is {@link Unknown}: the operation may or may not have taken effect.
 */
public sealed interface BranchResult {

  /** gRPC OK, HTTP 2xx. */
  record Success() implements BranchResult {}

  /** gRPC ABORTED, HTTP 409: refused for good; the message becomes the rollback reason. */
  record Failure(String message) implements BranchResult {}

  /** gRPC FAILED_PRECONDITION, HTTP 425: ask again after the same interval. */
  record Ongoing() implements BranchResult {}

  /** Any other answer, or none in time: ask again after a longer interval. */
  record Unknown(String message) implements BranchResult {}
}
