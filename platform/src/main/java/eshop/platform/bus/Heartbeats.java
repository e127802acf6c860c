package eshop.platform.bus;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the cluster several times a second that this node lives and whether it is ready, and
 * listens to the others. A node that has fallen silent, or says that it is not ready, gets no
 * requests as long as another node serves the address. The cluster itself notices a silent member
 * only after many seconds, and a member that lives but cannot do its work never.
 *
 * <p>What is published at {@value #ADDRESS}: {@code {"node": id, "name": host:port, "ready": …}}. A
 * node that has never published counts as well: it may be of an older version.
 *
 * <p>Lives on the context it was made on.
 */
public final class Heartbeats {
  /** Requests to this address are never kept from a node, or it could not come back. */
  public static final String ADDRESS = "eshop.heartbeat";

  static final long INTERVAL_MS = 400;

  /** Two beats lost, and some time for a busy event loop. */
  static final long SILENT_NANOS = TimeUnit.MILLISECONDS.toNanos(1_300);

  private static final long FORGOTTEN_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);

  /** Is told which nodes shall get no requests, whenever that has changed. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Both sets hold node ids.
     *
     * @param silent have not been heard of lately
     * @param notReady live, and say themselves that they cannot do their work
     */
    void changed(Set<String> silent, Set<String> notReady);
  }

  /** What is known of another node, or of this one. */
  private static final class Peer {
    private String name;
    private long heardNanos;
    private boolean ready;
    private boolean silent;
  }

  private final Vertx vertx;
  private final String nodeId;
  private final String name;
  private final BooleanSupplier ready;
  private final Listener listener;
  private final LongSupplier nanoClock;
  private final Map<String, Peer> peers = new HashMap<>();
  private MessageConsumer<JsonObject> consumer;
  private long timer;
  private long lastLookNanos;
  private Set<String> silent = Set.of();
  private Set<String> notReady = Set.of();

  /**
   * Does nothing before {@link #start}.
   *
   * @param nodeId this node's id in the cluster
   * @param name for other nodes' logs
   * @param ready whether this node can do its work
   */
  public Heartbeats(
      Vertx vertx, String nodeId, String name, BooleanSupplier ready, Listener listener) {
    this(vertx, nodeId, name, ready, listener, System::nanoTime);
  }

  Heartbeats(
      Vertx vertx,
      String nodeId,
      String name,
      BooleanSupplier ready,
      Listener listener,
      LongSupplier nanoClock) {
    this.vertx = vertx;
    this.nodeId = nodeId;
    this.name = name;
    this.ready = ready;
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

  /** Publishes once more, with {@code ready} as it is now. */
  public void beat() {
    vertx
        .eventBus()
        .publish(
            ADDRESS,
            new JsonObject()
                .put("node", nodeId)
                .put("name", name)
                .put("ready", ready.getAsBoolean()));
  }

  /** Is heard of no more. */
  public void stop() {
    vertx.cancelTimer(timer);
    consumer.unregister();
  }

  private void heard(Message<JsonObject> message) {
    JsonObject beat = message.body();
    if (beat == null || !(beat.getValue("node") instanceof String node)) {
      return;
    }
    Peer peer = peers.computeIfAbsent(node, unknown -> new Peer());
    peer.name = String.valueOf(beat.getValue("name"));
    peer.heardNanos = nanoClock.getAsLong();
    peer.ready = Boolean.TRUE.equals(beat.getValue("ready"));
    if (peer.silent || notReady.contains(node) == peer.ready) {
      look();
    }
  }

  /** Whoever was frozen itself has missed beats that were sent: it begins to count anew. */
  void look() {
    long now = nanoClock.getAsLong();
    if (now - lastLookNanos > SILENT_NANOS / 2) {
      peers.values().forEach(peer -> peer.heardNanos = Math.max(peer.heardNanos, now));
    }
    lastLookNanos = now;
    peers.values().removeIf(peer -> now - peer.heardNanos > FORGOTTEN_NANOS);
    Set<String> silentNow = new HashSet<>();
    Set<String> notReadyNow = new HashSet<>();
    peers.forEach(
        (id, peer) -> {
          noteSilence(peer, now - peer.heardNanos > SILENT_NANOS);
          if (peer.silent) {
            silentNow.add(id);
          } else if (!peer.ready) {
            notReadyNow.add(id);
          }
        });
    if (!silentNow.equals(silent) || !notReadyNow.equals(notReady)) {
      silent = silentNow;
      notReady = notReadyNow;
      listener.changed(silent, notReady);
    }
  }

  private static void noteSilence(Peer peer, boolean silent) {
    if (silent && !peer.silent) {
      LOG.warn("node {} is silent; requests go to other nodes", peer.name);
    } else if (!silent && peer.silent) {
      LOG.info("node {} is heard of again", peer.name);
    }
    peer.silent = silent;
  }
}
