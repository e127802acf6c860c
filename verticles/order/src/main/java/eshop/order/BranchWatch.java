package eshop.order;

import eshop.platform.net.EndpointList;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.shareddata.Lock;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when a branch service serves again that did not. Of all nodes of a cluster one watches;
 * when it is gone another takes its place. What serves at the first look counts as back too: nobody
 * knows for how long it was away.
 *
 * <p>To be used on one Vert.x context.
 */
final class BranchWatch {
  private static final Logger LOG = LoggerFactory.getLogger(BranchWatch.class);
  private static final String LOCK = "eshop.order.branch-watch";
  private static final long LOCK_WAIT_MS = 500;
  private static final long LOCK_RETRY_MS = 5_000;

  /** Whether a host serves. A failed future means no. */
  @FunctionalInterface
  interface Probe {
    Future<Boolean> serves(String host, int port);
  }

  /** One service's address and what the last answer was. */
  private static final class Branch {
    private final String host;
    private final int port;
    private boolean asked;
    private boolean serves;

    Branch(SocketAddress at) {
      host = at.host();
      port = at.port();
    }
  }

  private final Vertx vertx;
  private final List<Branch> branches;
  private final Probe probe;
  private final Runnable back;
  private final Runnable gone;
  private long timer = -1;
  private Lock lock;
  private boolean stopped;

  /**
   * @param addresses {@code host:port} each, or several with commas between
   * @param back called when one of them serves again
   * @param gone called when one does no more
   */
  BranchWatch(
      Vertx vertx, Collection<String> addresses, Probe probe, Runnable back, Runnable gone) {
    this.vertx = vertx;
    this.branches =
        addresses.stream()
            .flatMap(address -> EndpointList.parse(address).hosts().stream())
            .distinct()
            .map(Branch::new)
            .toList();
    this.probe = probe;
    this.back = back;
    this.gone = gone;
  }

  /** Watches from now on, or as soon as no other node does. */
  void start(long everyMs) {
    vertx
        .sharedData()
        .getLockWithTimeout(LOCK, LOCK_WAIT_MS)
        .onSuccess(taken -> taken(taken, everyMs))
        .onFailure(
            e -> {
              if (!stopped) {
                timer = vertx.setTimer(LOCK_RETRY_MS, t -> start(everyMs));
              }
            });
  }

  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
    if (lock != null) {
      lock.release();
      lock = null;
    }
  }

  private void taken(Lock taken, long everyMs) {
    if (stopped) {
      taken.release();
      return;
    }
    lock = taken;
    timer = vertx.setPeriodic(everyMs, t -> branches.forEach(this::ask));
  }

  private void ask(Branch branch) {
    if (branch.asked) {
      return;
    }
    branch.asked = true;
    probe
        .serves(branch.host, branch.port)
        .otherwise(false)
        .onSuccess(serves -> answered(branch, serves));
  }

  private void answered(Branch branch, boolean serves) {
    branch.asked = false;
    if (stopped || serves == branch.serves) {
      return;
    }
    branch.serves = serves;
    if (serves) {
      LOG.info("{}:{} serves, waiting sagas are hurried", branch.host, branch.port);
      back.run();
    } else {
      LOG.info("{}:{} serves no more", branch.host, branch.port);
      gone.run();
    }
  }
}
