package eshop.systemtest;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import eshop.api.coupon.v1.CouponUseRequest;
import eshop.api.order.v1.CreateOrderRequest;
import eshop.api.pay.v1.CreatePayRequest;
import eshop.api.stock.v1.StockDeductRequest;
import eshop.dtm.DtmGrpcClient;
import eshop.dtm.DtmRequest;
import eshop.dtm.DtmTransOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpResponseExpectation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.WebClient;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * An order of two units of product 1 by user 1, submitted to the coordinator as the order service
 * would, under a gid of the test's choice.
 *
 * @param couponId 0 for none
 */
record RawOrder(RunningNode node, String gid, long couponId) {

  Future<Void> submit(Vertx vertx) {
    return node.isOverHttp() ? submitOverHttp(vertx) : submitOverGrpc(vertx);
  }

  private Future<Void> submitOverGrpc(Vertx vertx) {
    SocketAddress coordinator =
        SocketAddress.inetSocketAddress(node.port("coordinator.grpcPort"), "127.0.0.1");
    return DtmGrpcClient.create(GrpcClient.client(vertx), coordinator).submit(saga()).mapEmpty();
  }

  private Future<Void> submitOverHttp(Vertx vertx) {
    JsonArray steps = new JsonArray();
    JsonArray payloads = new JsonArray();
    steps("http://", step -> steps.add(step), payload -> payloads.add(json(payload)));
    JsonObject saga =
        new JsonObject()
            .put("gid", gid)
            .put("trans_type", "saga")
            .put("retry_interval", 1)
            .put("steps", steps)
            .put("payloads", payloads);
    return WebClient.create(vertx)
        .post(node.port("coordinator.httpPort"), "127.0.0.1", "/api/dtmsvr/submit")
        .sendJsonObject(saga)
        .expecting(HttpResponseExpectation.SC_OK)
        .mapEmpty();
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
    steps("", step -> steps.add(step), payload -> payloads.add(payload.toByteString()));
    return DtmRequest.newBuilder()
        .setGid(gid)
        .setTransType("saga")
        .setTransOptions(DtmTransOptions.newBuilder().setRetryInterval(1))
        .setSteps(steps.encode())
        .addAllBinPayloads(payloads)
        .build();
  }

  private void steps(String scheme, Consumer<JsonObject> steps, Consumer<Message> payloads) {
    steps.accept(step(scheme, "order", "Create", "CreateRevert"));
    payloads.accept(order());
    steps.accept(step(scheme, "stock", "StockDeduct", "StockDeductRevert"));
    payloads.accept(stock());
    if (couponId > 0) {
      steps.accept(step(scheme, "coupon", "CouponUse", "CouponUseRevert"));
      payloads.accept(coupon());
    }
    steps.accept(step(scheme, "pay", "Create", "CreateRevert"));
    payloads.accept(pay());
  }

  private JsonObject step(String scheme, String service, String action, String compensate) {
    String at =
        "%s127.0.0.1:%d/api.%s.v1.%s/"
            .formatted(scheme, node.port(service + ".grpc.port"), service, service);
    return new JsonObject().put("action", at + action).put("compensate", at + compensate);
  }

  private static String json(Message payload) {
    return GrpcMessageEncoder.encoder().encode(payload, WireFormat.JSON).payload().toString();
  }
}
