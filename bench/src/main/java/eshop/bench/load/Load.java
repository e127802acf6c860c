package eshop.bench.load;

import eshop.bench.mix.Mix;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;

/**
 * Sends the orders of one run. All of it lives on one event loop, so nothing is locked and the load
 * takes little of the machine it shares with its server.
 *
 * <p>Closed loop: each client sends its next order when the last is answered; the server sets the
 * pace, so its figure is throughput. Open loop: orders are sent at fixed times whatever the answers
 * do, and every latency counts from the time the order was to be sent; its figure is latency.
 */
public final class Load {
  private static final long PAUSE_AFTER_ERROR_MS = 10;

  private final Vertx vertx;
  private final Context context;
  private final LoadPlan plan;
  private final Mix mix;
  private final Acknowledged acknowledged;
  private final Tally tally = new Tally();
  private final HttpClientAgent http;
  private final Submitter submitter;
  private final Promise<Tally> ended = Promise.promise();
  private Schedule schedule;
  private long sent;
  private int inFlight;
  private boolean allSent;

  /** Is told of every acknowledged order, on the load's event loop. */
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
    this.context = vertx.getOrCreateContext();
    this.plan = plan;
    this.mix = mix;
    this.acknowledged = acknowledged;
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(plan.timeoutMs()),
            new PoolOptions()
                .setHttp1MaxSize(plan.connections())
                .setMaxWaitQueueSize(LoadPlan.MAX_IN_FLIGHT));
    this.submitter = new Submitter(http, plan);
  }

  /** Completes when the last order is answered; the schedule's times are of this machine. */
  public Future<Tally> start(Schedule times) {
    context.runOnContext(
        go -> {
          schedule = times;
          if (plan.open()) {
            new Arrivals(schedule, () -> context.runOnContext(due -> sendDue())).start();
          } else {
            allSent = true;
            for (int i = 0; i < plan.connections(); i++) {
              inFlight++;
              sendNext();
            }
          }
        });
    return ended.future().eventually(() -> http.close());
  }

  private void sendNext() {
    long now = System.nanoTime();
    if (schedule.over(now)) {
      oneLess();
      return;
    }
    send(now)
        .onComplete(
            answer -> {
              if (answer.succeeded()) {
                sendNext();
              } else {
                vertx.setTimer(PAUSE_AFTER_ERROR_MS, pause -> sendNext());
              }
            });
  }

  private void sendDue() {
    if (allSent) {
      return;
    }
    long now = System.nanoTime();
    long intended = schedule.arrivalNanos(sent);
    while (intended - now <= 0 && !schedule.over(intended)) {
      sent++;
      arrive(intended);
      intended = schedule.arrivalNanos(sent);
    }
    if (schedule.over(intended)) {
      allSent = true;
      inFlight++;
      oneLess();
    }
  }

  private void arrive(long intended) {
    if (inFlight >= LoadPlan.MAX_IN_FLIGHT) {
      mix.next();
      tally.failed("not sent: " + LoadPlan.MAX_IN_FLIGHT + " unanswered", counted(intended));
      return;
    }
    inFlight++;
    send(intended).onComplete(answer -> oneLess());
  }

  private Future<String> send(long intended) {
    boolean counted = counted(intended);
    return submitter
        .submit(mix.next())
        .onSuccess(
            orderId -> {
              tally.acknowledged(System.nanoTime() - intended, counted);
              acknowledged.order(orderId, intended, counted);
            })
        .onFailure(failure -> tally.failed(failure.getMessage(), counted));
  }

  private boolean counted(long intended) {
    return schedule.counted(intended);
  }

  private void oneLess() {
    inFlight--;
    if (allSent && inFlight == 0) {
      ended.complete(tally);
    }
  }
}
