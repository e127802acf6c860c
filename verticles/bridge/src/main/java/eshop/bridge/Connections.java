package eshop.bridge;

/** Counts one listener's connections against their limit; on one event loop. */
final class Connections {
  private final int max;
  private int open;

  Connections(int max) {
    this.max = max;
  }

  /** Whether one more may come; if so it must {@link #leave()} when it ends. */
  boolean enter() {
    if (open == max) {
      return false;
    }
    open++;
    return true;
  }

  void leave() {
    open--;
  }
}
