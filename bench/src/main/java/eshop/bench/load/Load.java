package eshop.bench.load;

import eshop.bench.mix.Mix;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Sends the orders of one run.
 *
 * <p>Closed loop: each client sends its next order when the last is answered; the server sets the
 * pace, so its figure is throughput. Open loop: orders are sent at fixed times whatever the answers
 * do, and every latency counts from the time the order was to be sent; its figure is latency.
 */
public final class Load {
  private final Vertx vertx;
  private final LoadPlan plan;
  private final Mix mix;
  private final Acknowledged acknowledged;

  /** Is told of every acknowledged order, one at a time, on a thread of the load. */
  @FunctionalInterface
  public interface Acknowledged {
    /**
     * An order has its id.
     *
     * @param intendedNanos when it was to be sent
     * @param counted whether it is past the warm-up
     */
    void order(String orderId, long intendedNanos, boolean counted);
  }

  /** A load that is not started yet. */
  public Load(Vertx vertx, LoadPlan plan, Mix mix, Acknowledged acknowledged) {
    this.vertx = vertx;
    this.plan = plan;
    this.mix = mix;
    this.acknowledged = acknowledged;
  }

  /** Completes when the last order is answered; the schedule's times are of this machine. */
  public Future<Tally> start(Schedule times) {
    return plan.open()
        ? new OpenLoop(plan, mix, acknowledged, times).start()
        : new ClosedLoop(vertx, plan, mix, acknowledged).start(times);
  }
}
