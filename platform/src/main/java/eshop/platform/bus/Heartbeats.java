package eshop.platform.bus;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the cluster several times a second that this node lives, whether it is ready and what it
 * serves, and listens to the others. A node that has fallen silent, or says that it is not ready,
 * gets no requests as long as another node serves the address; and one that is heard of gets them
 * even while Hazelcast has lost sight of it. The cluster itself notices a silent member only after
 * many seconds, a member that lives but cannot do its work never, and needs seconds more to take
 * back a member that it had given up.
 *
 * <p>What is published at {@value #ADDRESS} is {@link Beat}. A node that publishes nothing counts
 * as well: it may be of an older version.
 *
 * <p>Lives on the context it was made on.
 */
public final class Heartbeats {
  /** Requests to this address are never kept from a node, or it could not come back. */
  public static final String ADDRESS = "eshop.heartbeat";

  static final long INTERVAL_MS = 400;

  /** Two beats lost, and some time for a busy event loop. */
  static final long SILENT_NANOS = TimeUnit.MILLISECONDS.toNanos(1_300);

  /** A node that is silent for so long is not looked for any more. */
  private static final long FORGOTTEN_NANOS = TimeUnit.MINUTES.toNanos(5);

  /** Nodes remembered at once. */
  private static final int PEERS_MAX = 256;

  private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);

  /**
   * What a node says of itself.
   *
   * @param node its id in the cluster
   * @param host where its event bus is reached
   * @param port where its event bus is reached
   * @param ready whether it can do its work
   * @param addresses what it serves
   */
  public record Beat(String node, String host, int port, boolean ready, Set<String> addresses) {
    JsonObject toJson() {
      return new JsonObject()
          .put("node", node)
          .put("host", host)
          .put("port", port)
          .put("ready", ready)
          .put("addresses", new JsonArray(List.copyOf(addresses)));
    }

    /** Throws {@link ClassCastException} or {@link NullPointerException} for what is no beat. */
    static Beat of(JsonObject json) {
      Set<String> addresses =
          json.getJsonArray("addresses").stream()
              .map(String.class::cast)
              .collect(Collectors.toUnmodifiableSet());
      return new Beat(
          requireNonNull(json.getString("node")),
          requireNonNull(json.getString("host")),
          json.getInteger("port"),
          json.getBoolean("ready"),
          addresses);
    }
  }

  /**
   * What is known of a node.
   *
   * @param last what it said last
   * @param silent whether it has not been heard of lately
   */
  public record Peer(Beat last, boolean silent) {}

  /** Is told what is known of all nodes, this one included, whenever that has changed. */
  @FunctionalInterface
  public interface Listener {
    /** By node id. */
    void changed(Map<String, Peer> peers);
  }

  private final Vertx vertx;
  private final Supplier<Beat> own;
  private final Listener listener;
  private final LongSupplier nanoClock;
  private final Map<String, Peer> peers = new HashMap<>();
  private final Map<String, Long> heardNanos = new HashMap<>();
  private MessageConsumer<JsonObject> consumer;
  private long timer;
  private long lastLookNanos;

  /**
   * Does nothing before {@link #start}.
   *
   * @param own what this node says of itself now
   */
  public Heartbeats(Vertx vertx, Supplier<Beat> own, Listener listener) {
    this(vertx, own, listener, System::nanoTime);
  }

  Heartbeats(Vertx vertx, Supplier<Beat> own, Listener listener, LongSupplier nanoClock) {
    this.vertx = vertx;
    this.own = own;
    this.listener = listener;
    this.nanoClock = nanoClock;
  }

  /** Begins to publish and to listen. */
  public Heartbeats start() {
    lastLookNanos = nanoClock.getAsLong();
    consumer = vertx.eventBus().consumer(ADDRESS, this::heard);
    timer =
        vertx.setPeriodic(
            INTERVAL_MS,
            fired -> {
              beat();
              look();
            });
    beat();
    return this;
  }

  /** Publishes once more what is true now. */
  public void beat() {
    vertx.eventBus().publish(ADDRESS, own.get().toJson());
  }

  /** Is heard of no more. */
  public void stop() {
    vertx.cancelTimer(timer);
    consumer.unregister();
  }

  private void heard(Message<JsonObject> message) {
    Beat beat;
    try {
      beat = Beat.of(message.body());
    } catch (ClassCastException | NullPointerException e) {
      LOG.debug("no heartbeat: {}", message.body(), e);
      return;
    }
    Peer before = peers.get(beat.node());
    if (before == null && peers.size() >= PEERS_MAX) {
      return;
    }
    heardNanos.put(beat.node(), nanoClock.getAsLong());
    Peer now = new Peer(beat, false);
    if (!now.equals(before)) {
      note(beat.node(), now);
      listener.changed(Map.copyOf(peers));
    }
  }

  /** Whoever was frozen itself has missed beats that were sent: it begins to count anew. */
  void look() {
    long now = nanoClock.getAsLong();
    if (now - lastLookNanos > SILENT_NANOS / 2) {
      heardNanos.replaceAll((node, heard) -> now);
    }
    lastLookNanos = now;
    boolean changed = false;
    for (Map.Entry<String, Long> heard : Map.copyOf(heardNanos).entrySet()) {
      String node = heard.getKey();
      long quietNanos = now - heard.getValue();
      Peer peer = peers.get(node);
      if (quietNanos > FORGOTTEN_NANOS) {
        heardNanos.remove(node);
        peers.remove(node);
        changed = true;
      } else if (quietNanos > SILENT_NANOS && !peer.silent()) {
        note(node, new Peer(peer.last(), true));
        changed = true;
      }
    }
    if (changed) {
      listener.changed(Map.copyOf(peers));
    }
  }

  private void note(String node, Peer now) {
    Peer before = peers.put(node, now);
    boolean wasSilent = before != null && before.silent();
    if (now.silent() && !wasSilent) {
      LOG.warn(
          "node {}:{} is silent; requests go to other nodes", now.last().host(), now.last().port());
    } else if (!now.silent() && wasSilent) {
      LOG.info("node {}:{} is heard of again", now.last().host(), now.last().port());
    }
  }
}
