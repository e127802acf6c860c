package eshop.node;

import com.hazelcast.config.Config;
import eshop.platform.bus.Heartbeats;
import io.vertx.core.Completable;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Hazelcast's cluster manager, which keeps requests from nodes that cannot answer. Vert.x chooses
 * the receiver of a message among the registrations of its address; those of a node that is silent
 * or not ready are left out, unless nobody else serves the address. {@link Heartbeats} say which
 * these are.
 *
 * <p>Thread-safe: registrations change on Hazelcast's threads.
 */
final class HealthAwareClusterManager extends HazelcastClusterManager
    implements Heartbeats.Listener {
  private final Object lock = new Object();
  private final Map<String, List<RegistrationInfo>> registrations = new HashMap<>();
  private RegistrationListener selector;
  private Set<String> silent = Set.of();
  private Set<String> notReady = Set.of();

  HealthAwareClusterManager(Config config) {
    super(config);
  }

  @Override
  public void registrationListener(RegistrationListener listener) {
    selector = listener;
    super.registrationListener(new Filter());
  }

  @Override
  public void getRegistrations(String address, Completable<List<RegistrationInfo>> promise) {
    super.getRegistrations(
        address,
        (found, failure) -> {
          if (failure == null) {
            promise.succeed(remember(address, found));
          } else {
            promise.fail(failure);
          }
        });
  }

  @Override
  public void changed(Set<String> silentNodes, Set<String> nodesNotReady) {
    Map<String, List<RegistrationInfo>> all;
    synchronized (lock) {
      silent = silentNodes;
      notReady = nodesNotReady;
      all = Map.copyOf(registrations);
    }
    all.forEach(this::tell);
  }

  private void tell(String address, List<RegistrationInfo> found) {
    if (selector.wantsUpdatesFor(address)) {
      selector.registrationsUpdated(new RegistrationUpdateEvent(address, usable(address, found)));
    }
  }

  private List<RegistrationInfo> remember(String address, List<RegistrationInfo> found) {
    synchronized (lock) {
      if (found.isEmpty()) {
        registrations.remove(address);
      } else {
        registrations.put(address, List.copyOf(found));
      }
    }
    return usable(address, found);
  }

  /** Of those that serve the address the ready ones, else those that live, else all. */
  private List<RegistrationInfo> usable(String address, List<RegistrationInfo> found) {
    if (address.equals(Heartbeats.ADDRESS)) {
      return found;
    }
    synchronized (lock) {
      List<RegistrationInfo> live = without(found, silent::contains);
      return without(live, notReady::contains);
    }
  }

  private static List<RegistrationInfo> without(
      List<RegistrationInfo> found, Predicate<String> node) {
    List<RegistrationInfo> others =
        found.stream().filter(registration -> !node.test(registration.nodeId())).toList();
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
      selector.registrationsUpdated(
          new RegistrationUpdateEvent(
              event.address(), remember(event.address(), event.registrations())));
    }

    @Override
    public void registrationsLost() {
      selector.registrationsLost();
    }
  }
}
