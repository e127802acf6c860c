package eshop.coordinator;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The branch hosts that could not be reached, and the word when one serves again: the sagas that
 * wait for it need not wait for the end of their back-off. Nothing is asked while all hosts answer.
 * A host that comes and goes is waited for longer each time, so it causes no storm of retries.
 */
final class AwayHosts {
  private static final Logger LOG = LoggerFactory.getLogger(AwayHosts.class);

  /** Hosts remembered at once; those beyond are left to the back-off. */
  static final int HOSTS_MAX = 64;

  /** A host away for which no saga has asked for so long is forgotten: no back-off is as long. */
  static final Duration FORGET = Duration.ofMinutes(15);

  /** Whether a host serves. A failed future means no. */
  @FunctionalInterface
  interface Probe {
    Future<Boolean> serves(String host, int port);
  }

  private record Host(String name, int port) {}

  /** What is known of a host. The pause is the least time between two wakes for it. */
  private static final class Away {
    private Instant noted;
    private Instant notBefore = Instant.MIN;
    private Duration pause;
    private boolean asked;
    private boolean down;
    private boolean probing;
    private boolean woke;

    Away(Duration pause) {
      this.pause = pause;
    }
  }

  private final Vertx vertx;
  private final Context context;
  private final WakeConfig config;
  private final Probe probe;
  private final Runnable back;
  private final InstantSource clock;
  private final Map<Host, Away> hosts = new HashMap<>();
  private long timer = -1;
  private boolean stopped;

  /**
   * To be made on the context that {@code back} shall be called on.
   *
   * @param back called when a host serves that did not
   */
  AwayHosts(Vertx vertx, WakeConfig config, Probe probe, Runnable back, InstantSource clock) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.config = config;
    this.probe = probe;
    this.back = back;
    this.clock = clock;
  }

  /**
   * A call of this host brought no answer, or none that says what it did.
   *
   * @param unreachable there was no connection. Otherwise the host counts as away only if a probe
   *     says so: it may be up and have a fault that waking cannot mend
   */
  void note(String name, int port, boolean unreachable) {
    if (Vertx.currentContext() == context) {
      noteHere(new Host(name, port), unreachable);
    } else {
      context.runOnContext(v -> noteHere(new Host(name, port), unreachable));
    }
  }

  void stop() {
    stopped = true;
    hosts.clear();
    vertx.cancelTimer(timer);
  }

  private void noteHere(Host host, boolean unreachable) {
    Instant now = clock.instant();
    Away away = hosts.get(host);
    if (away == null) {
      forgetOld(now);
      if (stopped || !config.enabled() || hosts.size() >= HOSTS_MAX) {
        return;
      }
      away = new Away(config.pause());
      hosts.put(host, away);
    }
    if (away.woke) {
      away.woke = false;
      slowDown(away, now);
    }
    away.noted = now;
    away.asked = true;
    away.down |= unreachable;
    arm();
  }

  /** The last wake did not help: the next one waits longer, unless the host was well for long. */
  private void slowDown(Away away, Instant now) {
    Instant woken = away.notBefore.minus(away.pause);
    boolean wasWell = now.isAfter(woken.plus(config.pauseMax().multipliedBy(2)));
    Duration longer = away.pause.multipliedBy(2);
    away.pause =
        wasWell
            ? config.pause()
            : longer.compareTo(config.pauseMax()) > 0 ? config.pauseMax() : longer;
    away.notBefore = woken.plus(away.pause);
  }

  /** Asks every host that is away and may cause a wake now. */
  void look() {
    Instant now = clock.instant();
    forgetOld(now);
    List.copyOf(hosts.keySet()).forEach(host -> ask(host, hosts.get(host), now));
    arm();
  }

  private void ask(Host host, Away away, Instant now) {
    if (!away.asked || away.probing || now.isBefore(away.notBefore)) {
      return;
    }
    away.probing = true;
    probe
        .serves(host.name(), host.port())
        .otherwise(false)
        .onSuccess(serves -> context.runOnContext(v -> answered(host, away, serves)));
  }

  private void answered(Host host, Away away, boolean serves) {
    away.probing = false;
    if (stopped) {
      return;
    }
    if (!serves) {
      away.down = true;
      return;
    }
    away.asked = false;
    if (away.down) {
      away.down = false;
      away.woke = true;
      away.notBefore = clock.instant().plus(away.pause);
      LOG.info("{}:{} serves again, waiting sagas are woken", host.name(), host.port());
      back.run();
    }
  }

  private void forgetOld(Instant now) {
    hosts.values().removeIf(away -> !away.probing && away.noted.plus(FORGET).isBefore(now));
  }

  private void arm() {
    if (timer < 0 && !stopped && hosts.values().stream().anyMatch(away -> away.asked)) {
      timer =
          vertx.setTimer(
              config.probeMs(),
              t -> {
                timer = -1;
                look();
              });
    }
  }
}
