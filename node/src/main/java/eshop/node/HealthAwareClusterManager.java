package eshop.node;

import com.hazelcast.config.Config;
import eshop.platform.bus.Heartbeats;
import eshop.platform.bus.Heartbeats.Peer;
import io.vertx.core.Completable;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Hazelcast's cluster manager, corrected by what the nodes say of themselves in their {@link
 * Heartbeats}. Vert.x chooses the receiver of a message among the registrations of its address.
 *
 * <ul>
 *   <li>Those of a node that is silent or not ready are left out, unless nobody else serves the
 *       address.
 *   <li>A node that is heard of stays, although Hazelcast has dropped it: that happens to healthy
 *       members when the oldest one was frozen, and lasts until the cluster has merged.
 *   <li>Where a node is reached is known from its heartbeats, so that nobody waits for the member
 *       that keeps this in Hazelcast.
 * </ul>
 *
 * <p>Thread-safe: registrations change on Hazelcast's threads.
 */
final class HealthAwareClusterManager extends HazelcastClusterManager
    implements Heartbeats.Listener {
  private final Object lock = new Object();

  /** By address, as Hazelcast has them. */
  private final Map<String, List<RegistrationInfo>> registrations = new HashMap<>();

  private Map<String, Peer> peers = Map.of();
  private RegistrationListener selector;

  HealthAwareClusterManager(Config config) {
    super(config);
  }

  @Override
  public void registrationListener(RegistrationListener listener) {
    selector = listener;
    super.registrationListener(new Filter());
  }

  /** At once when somebody is known to serve it; Hazelcast is asked all the same. */
  @Override
  public void getRegistrations(String address, Completable<List<RegistrationInfo>> promise) {
    List<RegistrationInfo> known = usable(address);
    if (!known.isEmpty()) {
      promise.succeed(known);
    }
    super.getRegistrations(
        address,
        (found, failure) -> {
          if (failure == null) {
            remember(address, found);
          }
          if (!known.isEmpty()) {
            tell(address);
          } else if (failure == null) {
            promise.succeed(usable(address));
          } else {
            promise.fail(failure);
          }
        });
  }

  @Override
  public void getNodeInfo(String nodeId, Completable<NodeInfo> promise) {
    Peer peer;
    synchronized (lock) {
      peer = peers.get(nodeId);
    }
    if (peer == null) {
      super.getNodeInfo(nodeId, promise);
    } else {
      promise.succeed(new NodeInfo(peer.last().host(), peer.last().port(), null));
    }
  }

  @Override
  public void changed(Map<String, Peer> known) {
    Set<String> addresses;
    synchronized (lock) {
      peers = known;
      addresses = new HashSet<>(registrations.keySet());
    }
    known.values().forEach(peer -> addresses.addAll(peer.last().addresses()));
    addresses.forEach(this::tell);
  }

  private void tell(String address) {
    if (selector.wantsUpdatesFor(address)) {
      selector.registrationsUpdated(new RegistrationUpdateEvent(address, usable(address)));
    }
  }

  private void remember(String address, List<RegistrationInfo> found) {
    synchronized (lock) {
      if (found.isEmpty()) {
        registrations.remove(address);
      } else {
        registrations.put(address, List.copyOf(found));
      }
    }
  }

  /** Of those that serve the address the ready ones, else those that live, else all. */
  private List<RegistrationInfo> usable(String address) {
    synchronized (lock) {
      List<RegistrationInfo> all = withThoseHeardOf(address);
      if (address.equals(Heartbeats.ADDRESS)) {
        return all;
      }
      List<RegistrationInfo> live = without(all, Peer::silent);
      return without(live, peer -> !peer.last().ready());
    }
  }

  /** Heartbeats go to all nodes that were ever heard of and are not forgotten. */
  private List<RegistrationInfo> withThoseHeardOf(String address) {
    List<RegistrationInfo> all = new ArrayList<>(registrations.getOrDefault(address, List.of()));
    Set<String> nodes = new HashSet<>();
    all.forEach(registration -> nodes.add(registration.nodeId()));
    peers.forEach(
        (node, peer) -> {
          boolean serves =
              address.equals(Heartbeats.ADDRESS)
                  || (!peer.silent() && peer.last().addresses().contains(address));
          if (serves && nodes.add(node)) {
            all.add(new RegistrationInfo(node, 0, false));
          }
        });
    return all;
  }

  private List<RegistrationInfo> without(List<RegistrationInfo> found, Predicate<Peer> unwanted) {
    List<RegistrationInfo> others =
        found.stream()
            .filter(
                registration -> {
                  Peer peer = peers.get(registration.nodeId());
                  return peer == null || !unwanted.test(peer);
                })
            .toList();
    return others.isEmpty() ? found : others;
  }

  /** Stands between Hazelcast and the node selector of the event bus. */
  private final class Filter implements RegistrationListener {
    @Override
    public boolean wantsUpdatesFor(String address) {
      return selector.wantsUpdatesFor(address);
    }

    @Override
    public void registrationsUpdated(RegistrationUpdateEvent event) {
      remember(event.address(), event.registrations());
      selector.registrationsUpdated(
          new RegistrationUpdateEvent(event.address(), usable(event.address())));
    }

    @Override
    public void registrationsLost() {
      selector.registrationsLost();
    }
  }
}
