package eshop.platform.management;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;

/**
 * Whether this node is about to leave. Between this and the closing of its doors it still does
 * everything it is asked to, but tells whoever asks to go elsewhere next time. Verticles are
 * deployed by name and share no objects, so the word is in a local map of their Vertx.
 */
public final class Leaving {
  private static final String MAP = "eshop.leaving";
  private static final String BEGUN = "begun";

  private final LocalMap<String, Boolean> state;

  private Leaving(LocalMap<String, Boolean> state) {
    this.state = state;
  }

  public static Leaving of(Vertx vertx) {
    return new Leaving(vertx.sharedData().getLocalMap(MAP));
  }

  /** There is no way back: the node ends. */
  public void begin() {
    state.put(BEGUN, true);
  }

  public boolean hasBegun() {
    return state.getOrDefault(BEGUN, false);
  }
}
