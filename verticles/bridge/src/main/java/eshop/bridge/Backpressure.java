package eshop.bridge;

import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;

/** Who does not read the answers is not read from, so that answers cannot pile up here. */
final class Backpressure {
  private Backpressure() {}

  /** To be called after each write. */
  static void after(ReadStream<?> in, WriteStream<?> out) {
    if (out.writeQueueFull()) {
      in.pause();
      out.drainHandler(drained -> in.resume());
    }
  }
}
