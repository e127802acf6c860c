package eshop.order;

import com.google.protobuf.MessageLite;
import eshop.api.coupon.v1.CouponUseRequest;
import eshop.api.coupon.v1.couponGrpcService;
import eshop.api.order.v1.CreateOrderRequest;
import eshop.api.order.v1.orderGrpcService;
import eshop.api.pay.v1.CreatePayRequest;
import eshop.api.pay.v1.payGrpcService;
import eshop.api.stock.v1.StockDeductRequest;
import eshop.api.stock.v1.stockGrpcService;
import eshop.saga.Saga;
import eshop.saga.SagaOptions;
import eshop.saga.SagaStep;
import io.vertx.grpc.common.ServiceMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The saga of an order as data: one line a step, with what undoes it. The gid is the order's id, so
 * that whoever knows the order can ask the transaction manager about it.
 */
final class OrderSaga {
  private final BranchAddresses at;
  private final SagaDefaults defaults;

  OrderSaga(BranchAddresses at, SagaDefaults defaults) {
    this.at = at;
    this.defaults = defaults;
  }

  Saga of(String orderId, OrderDraft order) {
    List<SagaStep> steps = new ArrayList<>(4);
    steps.add(
        step(
            at.order(),
            orderGrpcService.Create,
            orderGrpcService.CreateRevert,
            createOrder(orderId, order)));
    steps.add(
        step(
            at.stock(),
            stockGrpcService.StockDeduct,
            stockGrpcService.StockDeductRevert,
            deductStock(order)));
    if (order.hasCoupon()) {
      steps.add(
          step(
              at.coupon(),
              couponGrpcService.CouponUse,
              couponGrpcService.CouponUseRevert,
              useCoupon(order)));
    }
    steps.add(
        step(
            at.pay(),
            payGrpcService.Create,
            payGrpcService.CreateRevert,
            createPay(orderId, order)));
    return new Saga(orderId, steps, options(order));
  }

  private static SagaStep step(
      String host,
      ServiceMethod<?, ?> action,
      ServiceMethod<?, ?> compensate,
      MessageLite payload) {
    return new SagaStep(url(host, action), url(host, compensate), payload);
  }

  private static String url(String host, ServiceMethod<?, ?> method) {
    return host + "/" + method.serviceName().fullyQualifiedName() + "/" + method.methodName();
  }

  private SagaOptions options(OrderDraft order) {
    long timeoutS = order.timeoutToFailS() > 0 ? order.timeoutToFailS() : defaults.timeoutToFailS();
    long retryS = order.retryIntervalS() > 0 ? order.retryIntervalS() : defaults.retryIntervalS();
    return SagaOptions.DEFAULTS
        .withTimeoutToFail(Duration.ofSeconds(timeoutS))
        .withRetryInterval(Duration.ofSeconds(retryS))
        .withRequestTimeout(Duration.ofSeconds(defaults.requestTimeoutS()))
        .withRetryLimit(defaults.retryLimit());
  }

  private static CreateOrderRequest createOrder(String orderId, OrderDraft order) {
    return CreateOrderRequest.newBuilder()
        .setOrderID(orderId)
        .setUserID(order.userId())
        .setProductID(order.productId())
        .setAmount((int) order.amount())
        .setProductCount((int) order.productCount())
        .setCouponID(order.couponId())
        .build();
  }

  private static StockDeductRequest deductStock(OrderDraft order) {
    return StockDeductRequest.newBuilder()
        .setProductID(order.productId())
        .setProductCount((int) order.productCount())
        .build();
  }

  private static CouponUseRequest useCoupon(OrderDraft order) {
    return CouponUseRequest.newBuilder()
        .setCouponID(order.couponId())
        .setUserID(order.userId())
        .build();
  }

  private static CreatePayRequest createPay(String orderId, OrderDraft order) {
    return CreatePayRequest.newBuilder()
        .setOrderID(orderId)
        .setUserID(order.userId())
        .setAmount((int) order.amount())
        .build();
  }
}
