package eshop.order;

import static eshop.api.order.v1.orderGrpcClient.Create;
import static eshop.api.order.v1.orderGrpcClient.CreateRevert;
import static eshop.testkit.DeployedService.newGid;
import static org.assertj.core.api.Assertions.assertThat;

import eshop.api.order.v1.CreateOrderRequest;
import eshop.api.order.v1.CreateOrderRevertRequest;
import eshop.platform.node.NodeContext;
import eshop.testkit.BranchCaller.Answer;
import eshop.testkit.DeployedService;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Creating an order's row and cancelling it, called as dtm calls it. Every test has a saga of its
 * own, whose gid is the order: 2 of product 3 for 1200 cents, by user 7 with coupon 9.
 */
class OrderBranchTest {
  private static final String NO_UINT32 = " must be 1 to 4294967295, was 0";
  private static final String NO_ID = " must be 1 to 9223372036854775807, was ";

  @RegisterExtension
  static final DeployedService<OrderVerticle> service =
      new DeployedService<>(
          vertx -> new OrderVerticle(NodeContext.of(vertx)), OrderVerticle::grpcPort);

  private final String gid = newGid();

  @Test
  void createWritesAnOrderThatWaitsForPay() {
    assertThat(create()).isEqualTo(Answer.OK);
    assertThat(stored("CONCAT_WS(' ', user_id, product_id, amount, product_count, coupon_id)"))
        .isEqualTo("7 3 1200 2 9");
    assertThat(stored("status")).isEqualTo("1");
  }

  @Test
  void anOrderWithoutCouponIsWritten() {
    assertThat(action(request(gid).setCouponID(0))).isEqualTo(Answer.OK);
    assertThat(stored("coupon_id")).isEqualTo("0");
  }

  @Test
  void numbersBeyondTheSignedRangeAreReadAsUnsigned() {
    int threeBillion = Integer.parseUnsignedInt("3000000000");
    action(request(gid).setAmount(threeBillion).setProductCount(threeBillion));
    assertThat(stored("CONCAT_WS(' ', amount, product_count)")).isEqualTo("3000000000 3000000000");
  }

  @Test
  void anOrderThatExistsIsRefusedToAnotherSagaEvenWithTheSameValues() {
    create();
    String other = newGid();
    assertThat(service.action(Create, other, request(gid).build()))
        .isEqualTo(Answer.refused("order " + gid + " exists already"));
    assertThat(service.barrierRows(other)).isZero();
  }

  @Test
  void revertOfARefusedCreateLeavesTheOthersOrder() {
    create();
    String other = newGid();
    service.action(Create, other, request(gid).build());
    assertThat(service.compensate(CreateRevert, other, revertRequest())).isEqualTo(Answer.OK);
    assertThat(stored("status")).isEqualTo("1");
  }

  @Test
  void aRequestThatCanNeverBeRightIsRefusedSoThatTheSagaEnds() {
    assertThat(action(request(gid).setUserID(0))).isEqualTo(Answer.refused("userID" + NO_ID + 0));
    assertThat(action(request(gid).setProductID(0)))
        .isEqualTo(Answer.refused("productID" + NO_ID + 0));
    assertThat(action(request(gid).setCouponID(-1)))
        .isEqualTo(Answer.refused("couponID" + NO_ID + "18446744073709551615"));
    assertThat(action(request(gid).setAmount(0))).isEqualTo(Answer.refused("amount" + NO_UINT32));
    assertThat(action(request(gid).setProductCount(0)))
        .isEqualTo(Answer.refused("productCount" + NO_UINT32));
    assertThat(stored("COUNT(*)")).isEqualTo("0");
    assertThat(service.barrierRows(gid)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "é", "a'--", "a\n", "1234567890123456789012345678901234567890123456"})
  void anIdThatIsNoOrderIdIsRefused(String orderId) {
    assertThat(action(request(orderId)))
        .isEqualTo(Answer.refused("orderID must match [A-Za-z0-9_.:-]{1,45}"));
  }

  @Test
  void revertOfABadRequestIsNotRefused() {
    assertThat(service.compensate(CreateRevert, gid, CreateOrderRevertRequest.getDefaultInstance()))
        .isEqualTo(Answer.OK);
  }

  @Test
  void revertCancelsTheOrder() {
    create();
    assertThat(revert()).isEqualTo(Answer.OK);
    assertThat(stored("status")).isEqualTo("5");
  }

  @ParameterizedTest(name = "status {0} becomes {1}")
  @CsvSource({"2, 5", "3, 3", "4, 4", "5, 5"})
  void revertCancelsWhatHasNotBeenSent(String before, String after) {
    create();
    service.update(
        "UPDATE order_record SET status = %s WHERE order_id = '%s'".formatted(before, gid));
    assertThat(revert()).isEqualTo(Answer.OK);
    assertThat(stored("status")).isEqualTo(after);
  }

  @Test
  void revertWithoutActionDoesNothing() {
    assertThat(revert()).isEqualTo(Answer.OK);
    assertThat(stored("status")).isNull();
  }

  @Test
  void anActionThatComesAfterItsRevertDoesNothing() {
    revert();
    assertThat(create()).isEqualTo(Answer.OK);
    assertThat(stored("status")).isNull();
  }

  @Test
  void repeatedCallsCountOnce() {
    assertThat(List.of(create(), create(), create())).containsOnly(Answer.OK);
    assertThat(stored("COUNT(*)")).isEqualTo("1");
    assertThat(List.of(revert(), revert(), create())).containsOnly(Answer.OK);
    assertThat(stored("status")).isEqualTo("5");
  }

  @Test
  void idsThatDifferInCaseOnlyAreTwoOrders() {
    String other = gid.toUpperCase(Locale.ROOT);
    create();
    assertThat(service.action(Create, other, request(other).build())).isEqualTo(Answer.OK);
    revert();
    assertThat(service.value("SELECT status FROM order_record WHERE order_id = '" + other + "'"))
        .isEqualTo("1");
  }

  @Test
  void parallelDuplicatesCountOnce() {
    assertThat(service.inParallel(20, to -> to.action(Create, gid, request(gid).build())))
        .containsOnly(Answer.OK);
    assertThat(stored("COUNT(*)")).isEqualTo("1");
  }

  @Test
  void parallelCreatesAndRevertsOfOneSagaLeaveNoOrderToPay() {
    AtomicInteger turn = new AtomicInteger();
    List<Answer> answers =
        service.inParallel(
            20,
            to ->
                turn.getAndIncrement() % 2 == 0
                    ? to.action(Create, gid, request(gid).build())
                    : to.compensate(CreateRevert, gid, revertRequest()));
    assertThat(answers).containsOnly(Answer.OK);
    assertThat(stored("status")).isIn(null, "5");
  }

  private Answer create() {
    return action(request(gid));
  }

  private Answer action(CreateOrderRequest.Builder request) {
    return service.action(Create, gid, request.build());
  }

  private Answer revert() {
    return service.compensate(CreateRevert, gid, revertRequest());
  }

  private static CreateOrderRequest.Builder request(String orderId) {
    return CreateOrderRequest.newBuilder()
        .setOrderID(orderId)
        .setUserID(7)
        .setProductID(3)
        .setAmount(1200)
        .setProductCount(2)
        .setCouponID(9);
  }

  private CreateOrderRevertRequest revertRequest() {
    return CreateOrderRevertRequest.newBuilder().setOrderID(gid).setUserID(7).build();
  }

  private String stored(String expression) {
    return service.value(
        "SELECT %s FROM order_record WHERE order_id = '%s'".formatted(expression, gid));
  }
}
