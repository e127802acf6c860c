package eshop.bench.load;

import eshop.bench.mix.Mix;
import eshop.bench.mix.OrderRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends orders at fixed times. Each sender is a thread that takes the next arrival, waits for its
 * time, sends and waits for the answer, all by itself: a wake-up of another thread on this way, or
 * an event loop's timer of whole milliseconds, would be charged to the server. An arrival that
 * finds all senders waiting is sent late, on its own clock.
 */
final class OpenLoop {
  /** How long the answers may stay away before arrivals find no sender, in seconds. */
  private static final double ALL_BUSY_S = 1;

  /** A parked thread wakes up late by less; the rest is waited for awake. */
  private static final long LATE_NANOS = 200_000;

  private final LoadPlan plan;
  private final Mix mix;
  private final Load.Acknowledged acknowledged;
  private final Schedule schedule;
  private final long timeoutNanos;
  private final Tally tally = new Tally();
  private final Promise<Tally> ended = Promise.promise();
  private long taken;
  private int senders;

  /** An order and the time at which it is to be sent. */
  private record Arrival(OrderRequest order, long nanos) {}

  OpenLoop(LoadPlan plan, Mix mix, Load.Acknowledged acknowledged, Schedule schedule) {
    this.plan = plan;
    this.mix = mix;
    this.acknowledged = acknowledged;
    this.schedule = schedule;
    this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(plan.timeoutMs());
  }

  Future<Tally> start() {
    senders = (int) Math.min(plan.connections(), Math.ceil(plan.ratePerS() * ALL_BUSY_S));
    for (int i = senders; i > 0; i--) {
      Thread sender = new Thread(this::sendAll, "sender-" + i);
      sender.setDaemon(true);
      sender.start();
    }
    return ended.future();
  }

  private void sendAll() {
    try (BlockingSubmitter submitter = new BlockingSubmitter(plan)) {
      for (Arrival next = take(); next != null; next = take()) {
        if (System.nanoTime() - next.nanos() > timeoutNanos) {
          failed(next, "not sent: no connection free");
        } else {
          submitter.prepare(next.order());
          waitUntil(next.nanos());
          send(submitter, next);
        }
      }
      senderEnded();
    } catch (RuntimeException | Error e) {
      ended.tryFail(e);
    }
  }

  /** Null when the schedule is over. In the order of the mix: equal seeds send equal orders. */
  private synchronized Arrival take() {
    long nanos = schedule.arrivalNanos(taken);
    if (schedule.over(nanos)) {
      return null;
    }
    taken++;
    return new Arrival(mix.next(), nanos);
  }

  private static void waitUntil(long nanos) {
    long left = nanos - System.nanoTime();
    while (left > 0) {
      if (left > LATE_NANOS) {
        LockSupport.parkNanos(left - LATE_NANOS);
      } else {
        Thread.onSpinWait();
      }
      left = nanos - System.nanoTime();
    }
  }

  private void send(BlockingSubmitter submitter, Arrival arrival) {
    try {
      BlockingSubmitter.Answer answer = submitter.submit();
      acknowledged(arrival, answer.orderId(), answer.nanos());
    } catch (Refusal refusal) {
      failed(arrival, refusal.getMessage());
    }
  }

  private synchronized void acknowledged(Arrival arrival, String orderId, long atNanos) {
    boolean counted = schedule.counted(arrival.nanos());
    tally.acknowledged(atNanos - arrival.nanos(), counted);
    acknowledged.order(orderId, arrival.nanos(), counted);
  }

  private synchronized void failed(Arrival arrival, String kind) {
    tally.failed(kind, schedule.counted(arrival.nanos()));
  }

  private synchronized void senderEnded() {
    senders--;
    if (senders == 0) {
      ended.complete(tally);
    }
  }
}
