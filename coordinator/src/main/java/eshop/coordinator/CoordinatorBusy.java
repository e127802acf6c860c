package eshop.coordinator;

/**
 * The limit of sagas in flight is reached: gRPC RESOURCE_EXHAUSTED, HTTP 429. Nothing was saved.
 */
public final class CoordinatorBusy extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The message names the limit. */
  public CoordinatorBusy(String message) {
    super(message, null, false, false);
  }
}
