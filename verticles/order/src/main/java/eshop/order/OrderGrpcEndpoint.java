package eshop.order;

import eshop.api.order.v1.CreateOrderReply;
import eshop.api.order.v1.CreateOrderRequest;
import eshop.api.order.v1.CreateOrderRevertReply;
import eshop.api.order.v1.CreateOrderRevertRequest;
import eshop.api.order.v1.SubmitReply;
import eshop.api.order.v1.SubmitRequest;
import eshop.api.order.v1.orderGrpcService;
import eshop.platform.bus.ServiceFailure;
import eshop.saga.BranchContext;
import eshop.saga.BranchEndpoint;
import eshop.saga.CallerProof;
import eshop.saga.LateCalls;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;

/** The order service over gRPC: its two branches, and Submit for any gRPC client. */
final class OrderGrpcEndpoint {
  private final OrderService orders;
  private final CallerProof proof;

  OrderGrpcEndpoint(OrderService orders, CallerProof proof) {
    this.orders = orders;
    this.proof = proof;
  }

  BranchEndpoint endpoint(LateCalls lateCalls) {
    return BranchEndpoint.of(
            orderGrpcService.SERVICE_NAME, orderGrpcService.SERVICE_DESCRIPTOR, proof, lateCalls)
        .unary(orderGrpcService.Submit, this::submit)
        .action(orderGrpcService.Create, CreateOrderReply.getDefaultInstance(), this::create)
        .compensate(
            orderGrpcService.CreateRevert,
            CreateOrderRevertReply.getDefaultInstance(),
            this::cancel);
  }

  private Future<Void> create(BranchContext branch, CreateOrderRequest request) {
    return orders.create(
        branch,
        OrderEffect.Create.of(
            request.getOrderID(),
            request.getUserID(),
            request.getProductID(),
            request.getAmount(),
            request.getProductCount(),
            request.getCouponID()));
  }

  private Future<Void> cancel(BranchContext branch, CreateOrderRevertRequest request) {
    return orders.cancel(branch, request.getOrderID());
  }

  private Future<SubmitReply> submit(SubmitRequest request) {
    return Future.succeededFuture(request)
        .map(OrderGrpcEndpoint::toDraft)
        .compose(draft -> orders.submit(NewOrderId.create(), draft))
        .compose(OrderGrpcEndpoint::toReply)
        .recover(e -> Future.failedFuture(toStatus(e)));
  }

  private static OrderDraft toDraft(SubmitRequest request) {
    return new OrderDraft(
        request.getUserID(),
        request.getProductID(),
        Integer.toUnsignedLong(request.getAmount()),
        Integer.toUnsignedLong(request.getProductCount()),
        request.getCouponID(),
        Integer.toUnsignedLong(request.getTimeoutToFail()),
        Integer.toUnsignedLong(request.getRetryInterval()));
  }

  private static Future<SubmitReply> toReply(OrderService.Submitted submitted) {
    if (!submitted.accepted()) {
      return Future.failedFuture(
          new StatusException(
              GrpcStatus.DEADLINE_EXCEEDED,
              "not known whether order " + submitted.orderId() + " was accepted, query it"));
    }
    return Future.succeededFuture(SubmitReply.newBuilder().setOrderID(submitted.orderId()).build());
  }

  private static Throwable toStatus(Throwable e) {
    if (!(e instanceof ServiceFailure failure)) {
      return e;
    }
    GrpcStatus status =
        switch (failure.kind()) {
          case INVALID_ARGUMENT -> GrpcStatus.INVALID_ARGUMENT;
          case NOT_FOUND -> GrpcStatus.NOT_FOUND;
          case CONFLICT -> GrpcStatus.ALREADY_EXISTS;
          case OVERLOADED -> GrpcStatus.RESOURCE_EXHAUSTED;
          case INTERNAL -> GrpcStatus.INTERNAL;
          case UNAVAILABLE -> GrpcStatus.UNAVAILABLE;
          case OUTCOME_UNKNOWN -> GrpcStatus.DEADLINE_EXCEEDED;
        };
    return new StatusException(status, failure.getMessage());
  }
}
