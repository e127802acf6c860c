package eshop.systemtest;

import static eshop.testkit.DeployedService.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eshop.api.coupon.v1.CouponUseRequest;
import eshop.api.coupon.v1.couponGrpcClient;
import eshop.api.coupon.v1.couponUseRevertRequest;
import eshop.api.order.v1.CreateOrderRequest;
import eshop.api.order.v1.CreateOrderRevertRequest;
import eshop.api.order.v1.orderGrpcClient;
import eshop.api.pay.v1.CreatePayRequest;
import eshop.api.pay.v1.CreatePayRevertRequest;
import eshop.api.pay.v1.payGrpcClient;
import eshop.api.stock.v1.StockDeductRequest;
import eshop.api.stock.v1.StockDeductRevertRequest;
import eshop.api.stock.v1.stockGrpcClient;
import eshop.testkit.BranchCaller;
import eshop.testkit.DeployedService;
import eshop.testkit.NoBlockedThreads;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.server.StatusException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A node with a key: its own sagas pass, also after a retry, and strangers' calls do nothing. */
@ExtendWith(NoBlockedThreads.class)
abstract class CallersAreKnown {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String OLD_SECRET = "fedcba9876543210fedcba9876543210";
  private static final Map<String, String> NO_PROOF = Map.of();

  abstract RunningNode node();

  private final String gid = "stranger-" + DeployedService.newGid();

  @Test
  void anOrderSucceeds() {
    String orderId = node().shop().submit(Shop.order(2, 1, 1));
    assertThat(node().shop().ended(orderId).getString("status")).isEqualTo("succeed");
  }

  @Test
  void aRefusedOrderIsUndone() {
    String orderId = node().shop().submit(Shop.order(1, 1_000, 0));
    assertThat(node().shop().ended(orderId).getString("status")).isEqualTo("failed");
  }

  @Test
  void anOrderThatIsRetriedByAnotherCoordinatorKeepsItsProof() {
    node().node().undeploy("stock");
    String orderId = node().shop().submit(Shop.order(1, 1, 0).put("retryInterval", 1));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> node().tables().orderStatus(orderId) != null);
    node().node().undeploy("coordinator");
    node().node().deploy("coordinator");
    node().node().deploy("stock");

    JsonObject order = node().shop().ended(orderId);

    assertThat(order.getString("status")).isEqualTo("succeed");
    assertThat(node().tables().payStatus(orderId)).isEqualTo(1);
  }

  @Test
  void noBranchOfAnyServiceIsRunWithoutProof() {
    StockDeductRequest deduct =
        StockDeductRequest.newBuilder().setProductID(1).setProductCount(1).build();
    refused("order", orderGrpcClient.Create, "action", CreateOrderRequest.getDefaultInstance());
    refused(
        "order",
        orderGrpcClient.CreateRevert,
        "compensate",
        CreateOrderRevertRequest.getDefaultInstance());
    refused("stock", stockGrpcClient.StockDeduct, "action", deduct);
    refused(
        "stock",
        stockGrpcClient.StockDeductRevert,
        "compensate",
        StockDeductRevertRequest.newBuilder().setProductID(1).setProductCount(1).build());
    refused("coupon", couponGrpcClient.CouponUse, "action", CouponUseRequest.getDefaultInstance());
    refused(
        "coupon",
        couponGrpcClient.CouponUseRevert,
        "compensate",
        couponUseRevertRequest.getDefaultInstance());
    refused("pay", payGrpcClient.Create, "action", CreatePayRequest.getDefaultInstance());
    refused(
        "pay",
        payGrpcClient.CreateRevert,
        "compensate",
        CreatePayRevertRequest.getDefaultInstance());
  }

  @Test
  void aStrangerCannotTakeStockNorGiveItBack() {
    long stock = node().tables().stock(1);
    deduct(NO_PROOF);
    deduct(Map.of("eshop-proof", "k1:" + hmac(SECRET, "another-gid")));
    assertThat(node().tables().stock(1)).isEqualTo(stock);
    assertThat(node().tables().barrierRows("stock", gid)).isZero();
  }

  @Test
  void aCallWithinTheProcessIsCheckedToo() {
    String url = "127.0.0.1:" + node().port("stock.grpc.port") + "/api.stock.v1.stock/StockDeduct";
    MultiMap metadata =
        MultiMap.caseInsensitiveMultiMap()
            .set("dtm-gid", gid)
            .set("dtm-trans_type", "saga")
            .set("dtm-branch_id", "02")
            .set("dtm-op", "action");
    GrpcStatus status =
        await(
            node()
                .node()
                .context()
                .localMethods()
                .call(url, metadata, Buffer.buffer(), 10_000)
                .orElseThrow()
                .map(GrpcStatus.OK)
                .otherwise(e -> ((StatusException) e).status()));
    assertThat(status).isEqualTo(GrpcStatus.UNAUTHENTICATED);
    assertThat(node().tables().barrierRows("stock", gid)).isZero();
  }

  @Test
  void anotherSubmitterWithTheKeyMakesTheProofItself() {
    assertThat(revert(Map.of("eshop-proof", "k1:" + hmac(SECRET, gid)))).isEqualTo(GrpcStatus.OK);
  }

  @Test
  void theOldKeyIsAcceptedAfterARotation() {
    assertThat(revert(Map.of("eshop-proof", "k0:" + hmac(OLD_SECRET, gid))))
        .isEqualTo(GrpcStatus.OK);
  }

  private <Q, R> void refused(String service, ServiceMethod<R, Q> method, String op, Q request) {
    assertThat(call(service, method, op, NO_PROOF, request))
        .as(method.fullMethodName())
        .isEqualTo(GrpcStatus.UNAUTHENTICATED);
    assertThat(node().tables().barrierRows(service, gid)).as(method.fullMethodName()).isZero();
  }

  private void deduct(Map<String, String> headers) {
    StockDeductRequest request =
        StockDeductRequest.newBuilder().setProductID(1).setProductCount(1).build();
    assertThat(call("stock", stockGrpcClient.StockDeduct, "action", headers, request))
        .isEqualTo(GrpcStatus.UNAUTHENTICATED);
  }

  /** A compensation of what was never done: it passes the door and changes nothing. */
  private GrpcStatus revert(Map<String, String> headers) {
    StockDeductRevertRequest request =
        StockDeductRevertRequest.newBuilder().setProductID(1).setProductCount(1).build();
    return call("stock", stockGrpcClient.StockDeductRevert, "compensate", headers, request);
  }

  private <Q, R> GrpcStatus call(
      String service,
      ServiceMethod<R, Q> method,
      String op,
      Map<String, String> headers,
      Q request) {
    BranchCaller caller = node().branches(node().node().vertx(), service);
    return await(caller.call(method, gid, "02", op, headers, request)).status();
  }

  /** As the manual tells other submitters to do it. */
  private static String hmac(String secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] hmac = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hmac);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static Path keyFile() {
    try {
      Path file = Files.createTempFile("eshop-keys", "");
      file.toFile().deleteOnExit();
      return Files.writeString(file, "k1:" + SECRET + "\nk0:" + OLD_SECRET + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
