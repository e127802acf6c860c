package eshop.platform.bus;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.eventbus.impl.OutboundDeliveryContext;

/**
 * Tells a request at once that it could not be sent. The cluster may name a node that died a moment
 * ago; the clustered bus then logs that it cannot connect, and lets the request wait for an answer
 * until its time is over. What was not sent has reached nobody, so that is what the request is
 * told: {@code NO_HANDLERS}, on which {@link BusClient} asks another node.
 *
 * <p>A failed write means that not the whole message has left, and a part of one is never
 * delivered.
 */
public final class FailedSends {
  /** The failure of a request that has not left this node, though the cluster names a receiver. */
  static final class NotSent extends ReplyException {
    private static final long serialVersionUID = 1L;

    NotSent(Throwable cause) {
      super(ReplyFailure.NO_HANDLERS, "not sent: " + cause);
    }
  }

  private FailedSends() {}

  /** To be called once, before anything is sent. */
  public static Vertx tell(Vertx vertx) {
    vertx.eventBus().addOutboundInterceptor(FailedSends::watch);
    return vertx;
  }

  private static void watch(DeliveryContext<Object> sending) {
    if (sending instanceof OutboundDeliveryContext<?> request && request.replyHandler != null) {
      request
          .writePromise
          .future()
          .onFailure(
              e -> {
                if (!(e instanceof ReplyException)) {
                  request.tryFail(new NotSent(e));
                }
              });
    }
    sending.next();
  }
}
