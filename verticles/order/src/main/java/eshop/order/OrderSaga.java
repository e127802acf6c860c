package eshop.order;

import com.google.protobuf.Message;
import eshop.api.coupon.v1.CouponUseRequest;
import eshop.api.coupon.v1.couponGrpcService;
import eshop.api.order.v1.CreateOrderRequest;
import eshop.api.order.v1.orderGrpcService;
import eshop.api.pay.v1.CreatePayRequest;
import eshop.api.pay.v1.payGrpcService;
import eshop.api.stock.v1.StockDeductRequest;
import eshop.api.stock.v1.stockGrpcService;
import eshop.saga.CallerProof;
import eshop.saga.Saga;
import eshop.saga.SagaOptions;
import eshop.saga.SagaStep;
import io.vertx.grpc.common.ServiceMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The saga of an order as data: which branches there are, each with what undoes it, and which steps
 * an order takes. The gid is the order's id, so that whoever knows the order can ask the
 * transaction manager about it.
 */
final class OrderSaga {
  private final Branch<CreateOrderRequest> order;
  private final Branch<StockDeductRequest> stock;
  private final Branch<CouponUseRequest> coupon;
  private final Branch<CreatePayRequest> pay;
  private final SagaDefaults defaults;
  private final CallerProof proof;

  OrderSaga(BranchAddresses at, SagaDefaults defaults, CallerProof proof) {
    SagaProtocol by = defaults.protocol();
    order = branch(by, at.order(), orderGrpcService.Create, orderGrpcService.CreateRevert);
    stock =
        branch(by, at.stock(), stockGrpcService.StockDeduct, stockGrpcService.StockDeductRevert);
    coupon =
        branch(by, at.coupon(), couponGrpcService.CouponUse, couponGrpcService.CouponUseRevert);
    pay = branch(by, at.pay(), payGrpcService.Create, payGrpcService.CreateRevert);
    this.defaults = defaults;
    this.proof = proof;
  }

  Saga of(String orderId, OrderDraft draft) {
    List<SagaStep> steps = new ArrayList<>(4);
    steps.add(order.step(createOrder(orderId, draft)));
    steps.add(stock.step(deductStock(draft)));
    if (draft.hasCoupon()) {
      steps.add(coupon.step(useCoupon(draft)));
    }
    steps.add(pay.step(createPay(orderId, draft)));
    return new Saga(orderId, steps, options(orderId, draft));
  }

  /** What is called and what undoes it, as URLs; {@code Q} is the request of both. */
  private record Branch<Q extends Message>(SagaProtocol by, String action, String compensate) {
    SagaStep step(Q request) {
      return new SagaStep(action, compensate, by.payload(request));
    }
  }

  private static <Q extends Message> Branch<Q> branch(
      SagaProtocol by, String host, ServiceMethod<Q, ?> action, ServiceMethod<?, ?> compensate) {
    return new Branch<>(by, by.url(host, action), by.url(host, compensate));
  }

  private SagaOptions options(String orderId, OrderDraft draft) {
    long timeoutS = draft.timeoutToFailS() > 0 ? draft.timeoutToFailS() : defaults.timeoutToFailS();
    long retryS = draft.retryIntervalS() > 0 ? draft.retryIntervalS() : defaults.retryIntervalS();
    return SagaOptions.DEFAULTS
        .withTimeoutToFail(Duration.ofSeconds(timeoutS))
        .withRetryInterval(Duration.ofSeconds(retryS))
        .withRequestTimeout(Duration.ofSeconds(defaults.requestTimeoutS()))
        .withRetryLimit(defaults.retryLimit())
        .withBranchHeaders(proof.headers(orderId));
  }

  private static CreateOrderRequest createOrder(String orderId, OrderDraft draft) {
    return CreateOrderRequest.newBuilder()
        .setOrderID(orderId)
        .setUserID(draft.userId())
        .setProductID(draft.productId())
        .setAmount((int) draft.amount())
        .setProductCount((int) draft.productCount())
        .setCouponID(draft.couponId())
        .build();
  }

  private static StockDeductRequest deductStock(OrderDraft draft) {
    return StockDeductRequest.newBuilder()
        .setProductID(draft.productId())
        .setProductCount((int) draft.productCount())
        .build();
  }

  private static CouponUseRequest useCoupon(OrderDraft draft) {
    return CouponUseRequest.newBuilder()
        .setCouponID(draft.couponId())
        .setUserID(draft.userId())
        .build();
  }

  private static CreatePayRequest createPay(String orderId, OrderDraft draft) {
    return CreatePayRequest.newBuilder()
        .setOrderID(orderId)
        .setUserID(draft.userId())
        .setAmount((int) draft.amount())
        .build();
  }
}
