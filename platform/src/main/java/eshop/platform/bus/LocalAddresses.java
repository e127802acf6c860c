package eshop.platform.bus;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;

/**
 * The event-bus addresses that are served in this very process. The clustered bus deals requests
 * out to all nodes in turn; who finds the address here need not leave the process, nor depend on
 * another node that may have died a moment ago.
 */
final class LocalAddresses {
  private static final String MAP = "eshop.local-addresses";

  /** How many consumers each address has; an address without any has no entry. */
  private final LocalMap<String, Integer> consumers;

  private LocalAddresses(LocalMap<String, Integer> consumers) {
    this.consumers = consumers;
  }

  static LocalAddresses of(Vertx vertx) {
    return new LocalAddresses(vertx.sharedData().getLocalMap(MAP));
  }

  boolean contains(String address) {
    return consumers.containsKey(address);
  }

  void add(String address) {
    consumers.merge(address, 1, Integer::sum);
  }

  void remove(String address) {
    consumers.computeIfPresent(address, (key, count) -> count > 1 ? count - 1 : null);
  }
}
