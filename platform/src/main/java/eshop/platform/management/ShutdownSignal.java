package eshop.platform.management;

/**
 * Whether this node is about to stop. Between this signal and the closing of its listeners it still
 * does everything it is asked to, but tells its clients to go to another node next time. One object
 * a node; thread-safe.
 */
public final class ShutdownSignal {
  private volatile boolean given;

  /** There is no way back: the node stops. */
  public void give() {
    given = true;
  }

  /** Whether the node is about to stop. */
  public boolean isGiven() {
    return given;
  }
}
