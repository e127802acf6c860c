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
 * Each client sends its next order when the last is answered. All of it lives on one event loop, so
 * nothing is locked and the load takes little of the machine it shares with its server.
 */
final class ClosedLoop {
  private static final long PAUSE_AFTER_ERROR_MS = 10;

  private final Vertx vertx;
  private final Context context;
  private final LoadPlan plan;
  private final Mix mix;
  private final Load.Acknowledged acknowledged;
  private final Tally tally = new Tally();
  private final HttpClientAgent http;
  private final Submitter submitter;
  private final Promise<Tally> ended = Promise.promise();
  private Schedule schedule;
  private int clients;

  ClosedLoop(Vertx vertx, LoadPlan plan, Mix mix, Load.Acknowledged acknowledged) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.plan = plan;
    this.mix = mix;
    this.acknowledged = acknowledged;
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(plan.timeoutMs()),
            new PoolOptions().setHttp1MaxSize(plan.connections()));
    this.submitter = new Submitter(http, plan);
  }

  Future<Tally> start(Schedule times) {
    context.runOnContext(
        go -> {
          schedule = times;
          clients = plan.connections();
          for (int i = 0; i < plan.connections(); i++) {
            sendNext();
          }
        });
    return ended.future().eventually(() -> http.close());
  }

  private void sendNext() {
    long now = System.nanoTime();
    if (schedule.over(now)) {
      clients--;
      if (clients == 0) {
        ended.complete(tally);
      }
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

  private Future<String> send(long now) {
    boolean counted = schedule.counted(now);
    return submitter
        .submit(mix.next())
        .onSuccess(
            orderId -> {
              tally.acknowledged(System.nanoTime() - now, counted);
              acknowledged.order(orderId, now, counted);
            })
        .onFailure(failure -> tally.failed(failure.getMessage(), counted));
  }
}
