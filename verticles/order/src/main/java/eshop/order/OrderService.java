package eshop.order;

import eshop.platform.bus.ServiceFailure;
import eshop.platform.bus.ServiceFailure.Kind;
import eshop.platform.log.RepeatedCause;
import eshop.saga.BranchContext;
import eshop.saga.BranchWriter;
import eshop.saga.DtmFailure;
import eshop.saga.DtmQuery;
import eshop.saga.SagaSubmitter;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The business rules of orders: what may be submitted, what an order's branch writes, where an
 * order stands. Knows nothing of gRPC, the event bus or SQL.
 */
final class OrderService {
  private static final Logger LOG = LoggerFactory.getLogger(OrderService.class);

  private final OrderSaga saga;
  private final SagaSubmitter dtm;
  private final DtmQuery dtmQuery;
  private final OrderRepository repository;
  private final BranchWriter<OrderEffect> writer;
  private final RepeatedCause unreachable = new RepeatedCause(LOG);
  private final RepeatedCause lost = new RepeatedCause(LOG);
  private final ManagerHealth manager = new ManagerHealth(System::nanoTime);

  OrderService(
      OrderSaga saga,
      SagaSubmitter dtm,
      DtmQuery dtmQuery,
      OrderRepository repository,
      BranchWriter<OrderEffect> writer) {
    this.saga = saga;
    this.dtm = dtm;
    this.dtmQuery = dtmQuery;
    this.repository = repository;
    this.writer = writer;
  }

  /**
   * Hands the order to the transaction manager. Under one id there is one order, however often it
   * is submitted: the manager starts no second saga of a gid.
   *
   * @return the order's id, and whether the manager's answer came. Fails with UNAVAILABLE when the
   *     manager could not be reached, and with INTERNAL when it refused: then nothing was created.
   */
  Future<Submitted> submit(String orderId, OrderDraft draft) {
    return dtm.submit(saga.of(orderId, draft))
        .onComplete(manager::note)
        .onSuccess(taken -> submitted())
        .map(new Submitted(orderId, true))
        .recover(e -> notAccepted(orderId, e));
  }

  /** Where the order stands; NOT_FOUND when neither the saga nor the row is known. */
  Future<OrderStatus> status(String orderId) {
    return dtmQuery
        .query(orderId)
        .recover(e -> Future.failedFuture(unavailable(e)))
        .compose(trans -> repository.find(orderId).map(row -> OrderStatus.of(orderId, trans, row)))
        .map(status -> status.orElseThrow(() -> notFound(orderId)));
  }

  private void submitted() {
    unreachable.over("the transaction manager takes orders again");
    lost.over("submits are answered again");
  }

  /** Whether the transaction manager has taken orders lately, as far as any were submitted. */
  boolean isManagerHealthy() {
    return manager.isHealthy();
  }

  /** Action: writes the order in status "wait pay". */
  Future<Void> create(BranchContext branch, OrderEffect.Create order) {
    return writer.write(branch, order);
  }

  /** Compensation: cancels the order. */
  Future<Void> cancel(BranchContext branch, String orderId) {
    return writer.write(branch, new OrderEffect.Cancel(orderId));
  }

  private Future<Submitted> notAccepted(String orderId, Throwable e) {
    if (!(e instanceof DtmFailure failure)) {
      return Future.failedFuture(e);
    }
    return switch (failure.kind()) {
      case NOT_REACHED -> Future.failedFuture(notTaken(orderId, e));
      case BUSY -> Future.failedFuture(busy());
      case REFUSED -> acceptedBefore(orderId, e);
      case OUTCOME_UNKNOWN -> {
        lost.occurred(
            "no answer to the submit of order %s: %s; its outcome is unknown"
                .formatted(orderId, e.getMessage()));
        yield Future.succeededFuture(new Submitted(orderId, false));
      }
    };
  }

  /** A gid whose saga is ending or has ended is refused too; then the first submit was heard. */
  private Future<Submitted> acceptedBefore(String orderId, Throwable refusal) {
    return dtmQuery
        .query(orderId)
        .transform(
            known -> {
              if (known.failed()) {
                return Future.succeededFuture(new Submitted(orderId, false));
              }
              return known.result().isPresent()
                  ? Future.succeededFuture(new Submitted(orderId, true))
                  : Future.failedFuture(refused(orderId, refusal));
            });
  }

  private static ServiceFailure busy() {
    return new ServiceFailure(
        Kind.OVERLOADED, "too many orders are under way now, nothing was created, try again later");
  }

  private ServiceFailure notTaken(String orderId, Throwable e) {
    unreachable.occurred("order %s is rejected with 503: %s".formatted(orderId, e.getMessage()));
    return new ServiceFailure(
        Kind.UNAVAILABLE,
        "the transaction manager takes no orders now, nothing was created, try again later");
  }

  private ServiceFailure unavailable(Throwable e) {
    unreachable.occurred("the transaction manager cannot be asked: " + e.getMessage());
    return new ServiceFailure(
        Kind.UNAVAILABLE, "the transaction manager cannot be reached now, try again later");
  }

  /** The gid is not known and nobody waits: a defect, or a manager that is no dtm. */
  private static ServiceFailure refused(String orderId, Throwable e) {
    LOG.error("transaction manager refused order {}: {}", orderId, e.getMessage());
    return new ServiceFailure(Kind.INTERNAL, "the transaction manager refused the order");
  }

  private static ServiceFailure notFound(String orderId) {
    return new ServiceFailure(Kind.NOT_FOUND, "there is no order " + orderId);
  }

  /**
   * What became of a submit.
   *
   * @param accepted false: the manager's answer was lost, a later query tells the truth
   */
  record Submitted(String orderId, boolean accepted) {}
}
