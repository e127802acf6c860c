package eshop.order;

import com.github.f4b6a3.ulid.UlidCreator;
import eshop.platform.bus.ServiceFailure;
import eshop.platform.bus.ServiceFailure.Kind;
import eshop.saga.BranchContext;
import eshop.saga.BranchRefused;
import eshop.saga.BranchWriter;
import eshop.saga.DtmClient;
import eshop.saga.DtmFailure;
import eshop.saga.DtmQuery;
import io.vertx.core.Future;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The business rules of orders: what may be submitted, what an order's branch writes, where an
 * order stands. Knows nothing of gRPC, the event bus or SQL.
 */
final class OrderService {
  private static final Logger LOG = LoggerFactory.getLogger(OrderService.class);

  /** The column's width; a subset of what dtm takes as a gid. */
  static final String ORDER_ID = "[A-Za-z0-9_.:-]{1,45}";

  private static final Pattern ORDER_ID_PATTERN = Pattern.compile(ORDER_ID);

  private final OrderSaga saga;
  private final DtmClient dtm;
  private final DtmQuery dtmQuery;
  private final BranchWriter<OrderEffect> writer;
  private final OrderRepository repository;

  OrderService(
      OrderSaga saga,
      DtmClient dtm,
      DtmQuery dtmQuery,
      BranchWriter<OrderEffect> writer,
      OrderRepository repository) {
    this.saga = saga;
    this.dtm = dtm;
    this.dtmQuery = dtmQuery;
    this.writer = writer;
    this.repository = repository;
  }

  /**
   * Hands the order to the transaction manager.
   *
   * @return the order's id, and whether the manager's answer came. Fails with UNAVAILABLE when it
   *     could not be reached: then nothing was created.
   */
  Future<Submitted> submit(OrderDraft draft) {
    String orderId = UlidCreator.getMonotonicUlid().toString();
    return dtm.submit(saga.of(orderId, draft))
        .map(new Submitted(orderId, true))
        .recover(e -> lostOrRefused(orderId, e));
  }

  /** Where the order stands; NOT_FOUND when neither the saga nor the row is known. */
  Future<OrderStatus> status(String orderId) {
    if (!ORDER_ID_PATTERN.matcher(orderId).matches()) {
      return Future.failedFuture(
          new ServiceFailure(Kind.INVALID_ARGUMENT, "orderID must match " + ORDER_ID));
    }
    return dtmQuery
        .query(orderId)
        .recover(e -> Future.failedFuture(unavailable(e)))
        .compose(
            trans ->
                repository
                    .find(orderId)
                    .compose(
                        row ->
                            OrderStatus.of(orderId, trans, row)
                                .map(Future::succeededFuture)
                                .orElseGet(() -> Future.failedFuture(notFound(orderId)))));
  }

  /** Action of the order's branch; a request that can never be written is refused, not retried. */
  Future<Void> create(BranchContext branch, OrderEffect.Create order) {
    if (!ORDER_ID_PATTERN.matcher(order.orderId()).matches()) {
      return refused("orderID must match " + ORDER_ID);
    }
    if (order.userId() <= 0 || order.productId() <= 0 || order.couponId() < 0) {
      return refused("userID and productID must be 1 to 2^63-1, couponID at most 2^63-1");
    }
    if (order.productCount() == 0) {
      return refused("productCount must be at least 1");
    }
    return writer.write(branch, order);
  }

  /** Compensation of the order's branch. */
  Future<Void> cancel(BranchContext branch, OrderEffect.Cancel order) {
    return writer.write(branch, order);
  }

  private static Future<Submitted> lostOrRefused(String orderId, Throwable e) {
    if (!(e instanceof DtmFailure failure)) {
      return Future.failedFuture(e);
    }
    if (failure.kind() == DtmFailure.Kind.NOT_REACHED) {
      return Future.failedFuture(unavailable(e));
    }
    LOG.warn("outcome of submitting order {} is not known: {}", orderId, e.getMessage());
    return Future.succeededFuture(new Submitted(orderId, false));
  }

  private static ServiceFailure unavailable(Throwable e) {
    LOG.warn("transaction manager not reached: {}", e.getMessage());
    return new ServiceFailure(
        Kind.UNAVAILABLE, "the transaction manager cannot be reached now, try again later");
  }

  private static ServiceFailure notFound(String orderId) {
    return new ServiceFailure(Kind.NOT_FOUND, "there is no order " + orderId);
  }

  private static Future<Void> refused(String reason) {
    return Future.failedFuture(new BranchRefused(reason));
  }

  /**
   * What became of a submit.
   *
   * @param accepted false: the manager's answer was lost, a later query tells the truth
   */
  record Submitted(String orderId, boolean accepted) {}
}
