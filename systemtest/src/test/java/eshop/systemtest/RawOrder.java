package eshop.systemtest;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import eshop.api.coupon.v1.CouponUseRequest;
import eshop.api.order.v1.CreateOrderRequest;
import eshop.api.pay.v1.CreatePayRequest;
import eshop.api.stock.v1.StockDeductRequest;
import eshop.dtm.DtmGrpcClient;
import eshop.dtm.DtmRequest;
import eshop.dtm.DtmTransOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import java.util.ArrayList;
import java.util.List;

/**
 * An order of two units of product 1 by user 1, submitted to the coordinator as the order service
 * would, under a gid of the test's choice.
 *
 * @param couponId 0 for none
 */
record RawOrder(RunningNode node, String gid, long couponId) {

  Future<Void> submit(Vertx vertx) {
    SocketAddress coordinator =
        SocketAddress.inetSocketAddress(node.port("coordinator.grpcPort"), "127.0.0.1");
    return DtmGrpcClient.create(GrpcClient.client(vertx), coordinator).submit(saga()).mapEmpty();
  }

  CreateOrderRequest order() {
    return CreateOrderRequest.newBuilder()
        .setOrderID(gid)
        .setUserID(1)
        .setProductID(1)
        .setAmount(700)
        .setProductCount(2)
        .setCouponID(couponId)
        .build();
  }

  StockDeductRequest stock() {
    return StockDeductRequest.newBuilder().setProductID(1).setProductCount(2).build();
  }

  CouponUseRequest coupon() {
    return CouponUseRequest.newBuilder().setCouponID(couponId).setUserID(1).build();
  }

  CreatePayRequest pay() {
    return CreatePayRequest.newBuilder().setUserID(1).setOrderID(gid).setAmount(700).build();
  }

  private DtmRequest saga() {
    JsonArray steps = new JsonArray();
    List<ByteString> payloads = new ArrayList<>();
    step(steps, payloads, "order", "Create", "CreateRevert", order());
    step(steps, payloads, "stock", "StockDeduct", "StockDeductRevert", stock());
    if (couponId > 0) {
      step(steps, payloads, "coupon", "CouponUse", "CouponUseRevert", coupon());
    }
    step(steps, payloads, "pay", "Create", "CreateRevert", pay());
    return DtmRequest.newBuilder()
        .setGid(gid)
        .setTransType("saga")
        .setTransOptions(DtmTransOptions.newBuilder().setRetryInterval(1))
        .setSteps(steps.encode())
        .addAllBinPayloads(payloads)
        .build();
  }

  private void step(
      JsonArray steps,
      List<ByteString> payloads,
      String service,
      String action,
      String compensate,
      MessageLite payload) {
    String at =
        "127.0.0.1:%d/api.%s.v1.%s/".formatted(node.port(service + ".grpc.port"), service, service);
    steps.add(new JsonObject().put("action", at + action).put("compensate", at + compensate));
    payloads.add(payload.toByteString());
  }
}
