package eshop.order;

import eshop.dtm.DtmGrpcClient;
import eshop.platform.grpc.GrpcHealthProbe;
import eshop.platform.grpc.LocalMethods;
import eshop.saga.DtmQuery;
import eshop.saga.SagaWaker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * Orders that wait for a service go on when it is back, though a real dtm runs their sagas. The
 * embedded coordinator sees to that itself: while it is in this process, nothing is asked.
 */
final class WaitingSagas {
  private final GrpcHealthProbe probe;
  private final SagaWaker waker;
  private final BranchWatch watch;

  private WaitingSagas(Vertx vertx, LocalMethods local, OrderConfig config, DtmQuery dtm) {
    BranchAddresses at = config.branches();
    String submit =
        config.dtm().grpc()
            + "/"
            + DtmGrpcClient.Submit.serviceName().fullyQualifiedName()
            + "/"
            + DtmGrpcClient.Submit.methodName();
    probe = GrpcHealthProbe.create(vertx);
    waker = SagaWaker.create(vertx, dtm, config.wake());
    watch =
        new BranchWatch(
            vertx,
            List.of(at.order(), at.stock(), at.coupon(), at.pay()),
            (host, port) ->
                local.serves(submit) ? Future.succeededFuture(false) : probe.serves(host, port),
            waker::wake,
            waker::gone);
  }

  /** Begins to watch, on the calling verticle's context, unless that is switched off. */
  static WaitingSagas watch(Vertx vertx, LocalMethods local, OrderConfig config, DtmQuery dtm) {
    WaitingSagas sagas = new WaitingSagas(vertx, local, config, dtm);
    if (config.wake().enabled()) {
      sagas.watch.start(config.wake().probeMs());
    }
    return sagas;
  }

  Future<Void> close() {
    watch.stop();
    waker.stop();
    return probe.close();
  }
}
