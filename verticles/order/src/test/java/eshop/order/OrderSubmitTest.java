package eshop.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import eshop.api.coupon.v1.CouponUseRequest;
import eshop.api.coupon.v1.couponUseRevertRequest;
import eshop.api.order.v1.CreateOrderRequest;
import eshop.api.order.v1.CreateOrderRevertRequest;
import eshop.api.order.v1.SubmitRequest;
import eshop.api.pay.v1.CreatePayRequest;
import eshop.api.pay.v1.CreatePayRevertRequest;
import eshop.api.stock.v1.StockDeductRequest;
import eshop.api.stock.v1.StockDeductRevertRequest;
import eshop.dtm.DtmRequest;
import eshop.dtm.DtmTransOptions;
import eshop.platform.node.NodeContext;
import eshop.testkit.DeployedService;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Submitting an order: what is refused, what dtm is sent, and what is answered when it fails. */
class OrderSubmitTest {
  private static final String ULID = "[0-9A-HJKMNP-TV-Z]{26}";

  @Order(1)
  @RegisterExtension
  static final DtmDouble dtm = new DtmDouble();

  @Order(2)
  @RegisterExtension
  static final DeployedService<OrderVerticle> service =
      new DeployedService<>(
          vertx -> new OrderVerticle(NodeContext.of(vertx)), OrderVerticle::grpcPort, dtm::config);

  private static final Submits submit = new Submits(service);

  @Test
  void anOrderIsASagaOfFourSteps() {
    DtmRequest saga = accepted(order());
    assertThat(saga.getTransType()).isEqualTo("saga");
    assertThat(steps(saga))
        .isEqualTo(
            new JsonArray()
                .add(step("127.0.0.1:8282/api.order.v1.order/Create"))
                .add(step("127.0.0.1:28282/api.stock.v1.stock/StockDeduct"))
                .add(step("127.0.0.1:18282/api.coupon.v1.coupon/CouponUse"))
                .add(step("127.0.0.1:38282/api.pay.v1.pay/Create")));
  }

  @Test
  void theActionsAreSentWhatTheyNeed() throws Exception {
    DtmRequest saga = accepted(order());
    assertThat(CreateOrderRequest.parseFrom(payload(saga, 0)))
        .isEqualTo(
            CreateOrderRequest.newBuilder()
                .setOrderID(saga.getGid())
                .setUserID(7)
                .setProductID(3)
                .setAmount(1200)
                .setProductCount(2)
                .setCouponID(9)
                .build());
    assertThat(StockDeductRequest.parseFrom(payload(saga, 1)))
        .isEqualTo(StockDeductRequest.newBuilder().setProductID(3).setProductCount(2).build());
    assertThat(CouponUseRequest.parseFrom(payload(saga, 2)))
        .isEqualTo(CouponUseRequest.newBuilder().setCouponID(9).setUserID(7).build());
    assertThat(CreatePayRequest.parseFrom(payload(saga, 3)))
        .isEqualTo(
            CreatePayRequest.newBuilder()
                .setOrderID(saga.getGid())
                .setUserID(7)
                .setAmount(1200)
                .build());
  }

  /** dtm sends an action's bytes to its compensation too, which must find its own fields there. */
  @Test
  void theSameBytesAreRightForTheCompensations() throws InvalidProtocolBufferException {
    DtmRequest saga = accepted(order());
    CreateOrderRevertRequest order = CreateOrderRevertRequest.parseFrom(payload(saga, 0));
    StockDeductRevertRequest stock = StockDeductRevertRequest.parseFrom(payload(saga, 1));
    couponUseRevertRequest coupon = couponUseRevertRequest.parseFrom(payload(saga, 2));
    CreatePayRevertRequest pay = CreatePayRevertRequest.parseFrom(payload(saga, 3));
    assertThat(order.getOrderID()).isEqualTo(saga.getGid());
    assertThat(stock.getProductID()).isEqualTo(3);
    assertThat(stock.getProductCount()).isEqualTo(2);
    assertThat(coupon.getCouponID()).isEqualTo(9);
    assertThat(pay.getOrderID()).isEqualTo(saga.getGid());
  }

  @Test
  void anOrderWithoutCouponLeavesItsStepOut() throws Exception {
    DtmRequest saga = accepted(without("couponID"));
    assertThat(steps(saga))
        .isEqualTo(
            new JsonArray()
                .add(step("127.0.0.1:8282/api.order.v1.order/Create"))
                .add(step("127.0.0.1:28282/api.stock.v1.stock/StockDeduct"))
                .add(step("127.0.0.1:38282/api.pay.v1.pay/Create")));
    assertThat(saga.getBinPayloadsCount()).isEqualTo(3);
    assertThat(CreatePayRequest.parseFrom(payload(saga, 2)).getAmount()).isEqualTo(1200);
  }

  @Test
  void anOrderThatSaysNothingLeavesTheTimesToDtm() {
    assertThat(accepted(order()).getTransOptions()).isEqualTo(DtmTransOptions.getDefaultInstance());
  }

  @Test
  void anOrderMaySayHowLongToTry() {
    DtmRequest saga = accepted(order().put("timeoutToFail", 120).put("retryInterval", 5));
    assertThat(saga.getTransOptions())
        .isEqualTo(DtmTransOptions.newBuilder().setTimeoutToFail(120).setRetryInterval(5).build());
  }

  @Test
  void overGrpcTheSameIsSent() {
    SubmitRequest request = request().setTimeoutToFail(120).setRetryInterval(5).build();
    String orderId = submit.overGrpc(request).reply().getOrderID();
    assertThat(orderId).matches(ULID);
    DtmRequest viaGrpc = dtm.submitted(orderId);
    DtmRequest viaBus = accepted(order().put("timeoutToFail", 120).put("retryInterval", 5));
    assertThat(viaGrpc.getSteps()).isEqualTo(viaBus.getSteps());
    assertThat(viaGrpc.getTransOptions()).isEqualTo(viaBus.getTransOptions());
    assertThat(payload(viaGrpc, 2)).isEqualTo(payload(viaBus, 2));
  }

  @Test
  void theLargestValuesAreAccepted() {
    JsonObject largest =
        new JsonObject()
            .put("userID", Long.MAX_VALUE)
            .put("productID", Long.MAX_VALUE)
            .put("amount", Integer.MAX_VALUE)
            .put("productCount", 10_000)
            .put("couponID", Long.MAX_VALUE)
            .put("timeoutToFail", 86_400)
            .put("retryInterval", 86_400);
    assertThat(accepted(largest).getBinPayloadsCount()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "userID, 0, 1, 9223372036854775807",
    "userID, -1, 1, 9223372036854775807",
    "productID, 0, 1, 9223372036854775807",
    "amount, 0, 1, 2147483647",
    "amount, 2147483648, 1, 2147483647",
    "productCount, 0, 1, 10000",
    "productCount, 10001, 1, 10000",
    "couponID, -1, 0, 9223372036854775807",
    "timeoutToFail, 86401, 0, 86400",
    "retryInterval, 86401, 0, 86400"
  })
  void aValueOutOfBoundsIsRefusedByName(String field, long value, String min, String max) {
    String rule = field + " must be a whole number from " + min + " to " + max;
    submit.failsOnTheBus(order().put(field, value), 400, rule);
    submit.failsOverGrpc(with(field, value), GrpcStatus.INVALID_ARGUMENT, rule);
  }

  @ParameterizedTest
  @ValueSource(strings = {"userID", "productID", "amount", "productCount"})
  void aMissingFieldIsRefusedByName(String field) {
    submit.failsOnTheBus(without(field), 400, rule(field));
    SubmitRequest request = request().clearField(field(field)).build();
    submit.failsOverGrpc(request, GrpcStatus.INVALID_ARGUMENT, rule(field));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"1\"", "1.5", "1e3", "null", "true", "[1]", "9223372036854775808"})
  void whatIsNoWholeNumberIsRefusedOnTheBus(String json) {
    Object value = new JsonArray("[" + json + "]").getValue(0);
    submit.failsOnTheBus(order().put("userID", value), 400, rule("userID"));
  }

  @Test
  void aLostAnswerIsNotTakenForARefusal() {
    dtm.loseTheNextAnswer();
    JsonObject answer = submit.onTheBus(order());
    assertThat(answer.getBoolean("accepted")).isFalse();
    assertThat(statusOf(answer.getString("orderID"))).isEqualTo("submitted");
  }

  @Test
  void aLostRequestIsFoundOutByALaterQuery() {
    dtm.loseTheNextRequest();
    String orderId = submit.onTheBus(order()).getString("orderID");
    assertThat(orderId).matches(ULID);
    assertThatThrownBy(() -> statusOf(orderId)).hasMessage("there is no order " + orderId);
  }

  @Test
  void aLostAnswerOverGrpcNamesTheOrderToQuery() {
    dtm.loseTheNextAnswer();
    Submits.Answer answer = submit.overGrpc(request().build());
    assertThat(answer.status()).isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);
    String orderId = answer.message().replaceAll(".*order (" + ULID + ") .*", "$1");
    assertThat(statusOf(orderId)).isEqualTo("submitted");
  }

  @Test
  void aRefusalOfDtmIsAFailureOfOursAndKeepsItsWordsInside() {
    dtm.refuseTheNext();
    submit.failsOnTheBus(order(), 500, "the transaction manager refused the order");
    dtm.refuseTheNext();
    submit.failsOverGrpc(
        request().build(), GrpcStatus.INTERNAL, "the transaction manager refused the order");
  }

  private static DtmRequest accepted(JsonObject order) {
    JsonObject answer = submit.onTheBus(order);
    assertThat(answer.getBoolean("accepted")).isTrue();
    assertThat(answer.getString("orderID")).matches(ULID);
    return dtm.submitted(answer.getString("orderID"));
  }

  private static JsonObject order() {
    return new JsonObject()
        .put("userID", 7)
        .put("productID", 3)
        .put("amount", 1200)
        .put("productCount", 2)
        .put("couponID", 9);
  }

  private static JsonObject without(String field) {
    JsonObject order = order();
    order.remove(field);
    return order;
  }

  private static SubmitRequest.Builder request() {
    return SubmitRequest.newBuilder()
        .setUserID(7)
        .setProductID(3)
        .setAmount(1200)
        .setProductCount(2)
        .setCouponID(9);
  }

  private static SubmitRequest with(String field, long value) {
    boolean wide = field(field).getJavaType() == FieldDescriptor.JavaType.LONG;
    Object number = wide ? (Object) value : (Object) (int) value;
    return request().setField(field(field), number).build();
  }

  private static FieldDescriptor field(String name) {
    return SubmitRequest.getDescriptor().findFieldByName(name);
  }

  private static String rule(String field) {
    String max =
        switch (field) {
          case "amount" -> "2147483647";
          case "productCount" -> "10000";
          default -> "9223372036854775807";
        };
    return field + " must be a whole number from 1 to " + max;
  }

  private static JsonArray steps(DtmRequest saga) {
    return new JsonArray(saga.getSteps());
  }

  private static JsonObject step(String action) {
    return new JsonObject().put("action", action).put("compensate", action + "Revert");
  }

  private static ByteString payload(DtmRequest saga, int step) {
    return saga.getBinPayloads(step);
  }

  private static String statusOf(String orderId) {
    return service
        .ask("eshop.order.get", new JsonObject().put("orderID", orderId))
        .getString("status");
  }
}
