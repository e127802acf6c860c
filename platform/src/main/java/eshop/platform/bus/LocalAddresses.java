package eshop.platform.bus;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The event-bus addresses that are served in this very process. The clustered bus deals requests
 * out to all nodes in turn; a client that finds the address here need not leave the process, nor
 * depend on another node that may have died a moment ago. One object a node; thread-safe.
 */
public final class LocalAddresses {
  /** How many consumers each address has; an address without any has no entry. */
  private final Map<String, Integer> consumers = new ConcurrentHashMap<>();

  private volatile boolean preferred = true;

  /** Whether a request should stay in this process. */
  boolean isPreferred(String address) {
    return preferred && consumers.containsKey(address);
  }

  /** All that are served here now. */
  public Set<String> all() {
    return Set.copyOf(consumers.keySet());
  }

  /** False while this node is not ready: then requests go to a node that is, if there is one. */
  public void prefer(boolean local) {
    preferred = local;
  }

  void add(String address) {
    consumers.merge(address, 1, Integer::sum);
  }

  void remove(String address) {
    consumers.computeIfPresent(address, (key, count) -> count > 1 ? count - 1 : null);
  }
}
