package eshop.pay;

import static eshop.api.pay.v1.payGrpcClient.Create;
import static eshop.api.pay.v1.payGrpcClient.CreateRevert;
import static eshop.testkit.DeployedService.newGid;
import static org.assertj.core.api.Assertions.assertThat;

import eshop.api.pay.v1.CreatePayRequest;
import eshop.api.pay.v1.CreatePayRevertRequest;
import eshop.platform.node.NodeContext;
import eshop.testkit.BranchCaller.Answer;
import eshop.testkit.DeployedService;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Creating a payment and taking it back, called as dtm calls it. Every test has a saga of its own,
 * whose gid is the order, for 1200 cents of user 7.
 */
class PayBranchTest {
  @RegisterExtension
  static final DeployedService<PayVerticle> service =
      new DeployedService<>(vertx -> new PayVerticle(NodeContext.of(vertx)), PayVerticle::grpcPort);

  private final String gid = newGid();

  @Test
  void createWritesAPaymentThatWaits() {
    assertThat(create()).isEqualTo(Answer.OK);
    assertThat(stored("CONCAT_WS(' ', user_id, amount, status)")).isEqualTo("7 1200 1");
  }

  @Test
  void anAmountBeyondTheSignedRangeIsReadAsUnsigned() {
    int threeBillion = Integer.parseUnsignedInt("3000000000");
    service.action(Create, gid, request(gid, 7, threeBillion));
    assertThat(stored("amount")).isEqualTo("3000000000");
  }

  @Test
  void aSecondPaymentOfAnOrderIsRefusedEvenWithTheSameValues() {
    create();
    String other = newGid();
    assertThat(service.action(Create, other, request(gid, 7, 1200)))
        .isEqualTo(Answer.refused("order " + gid + " has a payment already"));
    assertThat(service.barrierRows(other)).isZero();
  }

  @Test
  void revertOfARefusedCreateLeavesTheOthersPayment() {
    create();
    String other = newGid();
    service.action(Create, other, request(gid, 7, 1200));
    assertThat(service.compensate(CreateRevert, other, revertRequest(gid))).isEqualTo(Answer.OK);
    assertThat(stored("status")).isEqualTo("1");
  }

  @Test
  void aRequestThatCanNeverBeRightIsRefusedSoThatTheSagaEnds() {
    assertThat(service.action(Create, gid, request(gid, 7, 0)))
        .isEqualTo(Answer.refused("amount must be 1 to 4294967295, was 0"));
    assertThat(service.action(Create, gid, request(gid, 0, 1)))
        .isEqualTo(Answer.refused("userID must be 1 to 9223372036854775807, was 0"));
    for (String orderId : List.of("", "x".repeat(46), "a b", "é", "a'--", "a\n")) {
      assertThat(service.action(Create, gid, request(orderId, 7, 1)))
          .isEqualTo(Answer.refused("orderID must match [A-Za-z0-9_.:-]{1,45}"));
    }
  }

  @Test
  void revertOfABadRequestIsNotRefused() {
    service.action(Create, gid, request("a b", 0, 0));
    assertThat(service.compensate(CreateRevert, gid, revertRequest("a b"))).isEqualTo(Answer.OK);
  }

  @Test
  void revertCancelsThePayment() {
    create();
    assertThat(revert()).isEqualTo(Answer.OK);
    assertThat(stored("CONCAT(status, IF(refund_due_at IS NULL, '', ' refund due'))"))
        .isEqualTo("4");
  }

  @Test
  void revertOfAPaidPaymentMarksTheRefundAsDue() {
    create();
    service.update("UPDATE pay SET status = 2 WHERE order_id = '" + gid + "'");
    assertThat(revert()).isEqualTo(Answer.OK);
    assertThat(stored("CONCAT(status, IF(refund_due_at IS NULL, '', ' refund due'))"))
        .isEqualTo("2 refund due");
  }

  @Test
  void revertOfARefundedPaymentLeavesItRefunded() {
    create();
    service.update("UPDATE pay SET status = 3 WHERE order_id = '" + gid + "'");
    assertThat(revert()).isEqualTo(Answer.OK);
    assertThat(stored("status")).isEqualTo("3");
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
    assertThat(stored("status")).isEqualTo("4");
  }

  @Test
  void parallelDuplicatesCountOnce() {
    assertThat(service.inParallel(20, to -> to.action(Create, gid, request(gid, 7, 1200))))
        .containsOnly(Answer.OK);
    assertThat(stored("COUNT(*)")).isEqualTo("1");
  }

  @Test
  void ofParallelSagasOneWritesTheOrdersPayment() {
    List<Answer> answers =
        service.inParallel(20, to -> to.action(Create, newGid(), request(gid, 7, 1200)));
    assertThat(answers).filteredOn(Answer.OK::equals).hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> !answer.equals(Answer.OK))
        .containsOnly(Answer.refused("order " + gid + " has a payment already"));
  }

  @Test
  void parallelCreatesAndRevertsOfOneSagaLeaveNothingToPay() {
    AtomicInteger turn = new AtomicInteger();
    List<Answer> answers =
        service.inParallel(
            20,
            to ->
                turn.getAndIncrement() % 2 == 0
                    ? to.action(Create, gid, request(gid, 7, 1200))
                    : to.compensate(CreateRevert, gid, revertRequest(gid)));
    assertThat(answers).containsOnly(Answer.OK);
    assertThat(stored("status")).isIn(null, "4");
  }

  private Answer create() {
    return service.action(Create, gid, request(gid, 7, 1200));
  }

  private Answer revert() {
    return service.compensate(CreateRevert, gid, revertRequest(gid));
  }

  private static CreatePayRequest request(String orderId, long userId, int amount) {
    return CreatePayRequest.newBuilder()
        .setOrderID(orderId)
        .setUserID(userId)
        .setAmount(amount)
        .build();
  }

  private static CreatePayRevertRequest revertRequest(String orderId) {
    return CreatePayRevertRequest.newBuilder()
        .setOrderID(orderId)
        .setUserID(7)
        .setAmount(1200)
        .build();
  }

  private String stored(String expression) {
    return service.value("SELECT %s FROM pay WHERE order_id = '%s'".formatted(expression, gid));
  }
}
