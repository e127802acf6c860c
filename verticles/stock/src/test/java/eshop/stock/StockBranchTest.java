package eshop.stock;

import static eshop.api.stock.v1.stockGrpcClient.StockDeduct;
import static eshop.api.stock.v1.stockGrpcClient.StockDeductRevert;
import static eshop.testkit.DeployedService.newGid;
import static org.assertj.core.api.Assertions.assertThat;

import eshop.api.stock.v1.StockDeductRequest;
import eshop.api.stock.v1.StockDeductRevertRequest;
import eshop.platform.node.NodeContext;
import eshop.testkit.BranchCaller.Answer;
import eshop.testkit.DeployedService;
import io.vertx.grpc.common.GrpcStatus;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Deducting stock and giving it back, called as dtm calls it. Every test has a product of its own
 * with 100 units and a saga of its own.
 */
class StockBranchTest {
  @RegisterExtension
  static final DeployedService<StockVerticle> service =
      new DeployedService<>(
          vertx -> new StockVerticle(NodeContext.of(vertx)), StockVerticle::grpcPort);

  private static final AtomicLong products = new AtomicLong(1_000);

  private final long product = products.incrementAndGet();
  private final String gid = newGid();

  StockBranchTest() {
    service.update("INSERT INTO stock (product_id, stock) VALUES (" + product + ", 100)");
  }

  @Test
  void deductTakesTheUnits() {
    assertThat(deduct(30)).isEqualTo(Answer.OK);
    assertThat(left()).isEqualTo(70);
  }

  @Test
  void theLastUnitCanBeTaken() {
    assertThat(deduct(100)).isEqualTo(Answer.OK);
    assertThat(left()).isZero();
  }

  @Test
  void moreThanIsLeftIsRefusedWithAReason() {
    assertThat(deduct(101))
        .isEqualTo(Answer.refused("stock of product " + product + " is short: 101 wanted"));
  }

  @Test
  void aRefusalLeavesNothing() {
    deduct(101);
    assertThat(left()).isEqualTo(100);
    assertThat(service.barrierRows(gid)).isZero();
  }

  @Test
  void aRefusedDeductSucceedsLaterWhenStockHasCome() {
    deduct(101);
    service.update("UPDATE stock SET stock = 500 WHERE product_id = " + product);
    assertThat(deduct(101)).isEqualTo(Answer.OK);
    assertThat(left()).isEqualTo(399);
  }

  @Test
  void anUnknownProductIsRefused() {
    assertThat(service.action(StockDeduct, gid, request(999_999, 1)))
        .isEqualTo(Answer.refused("product 999999 does not exist"));
  }

  @Test
  void aWithdrawnProductIsRefused() {
    service.update("UPDATE stock SET deleted_at = NOW(3) WHERE product_id = " + product);
    assertThat(deduct(1)).isEqualTo(Answer.refused("product " + product + " does not exist"));
  }

  @Test
  void aRequestThatCanNeverBeRightIsRefusedSoThatTheSagaEnds() {
    assertThat(deduct(0)).isEqualTo(Answer.refused("productCount must be 1 to 4294967295, was 0"));
    assertThat(service.action(StockDeduct, gid, request(0, 1)))
        .isEqualTo(Answer.refused("productID must be 1 to 9223372036854775807, was 0"));
    assertThat(service.action(StockDeduct, gid, request(-1, 1)).message())
        .endsWith("was 18446744073709551615");
  }

  @Test
  void aCountBeyondTheSignedRangeIsReadAsUnsigned() {
    int threeBillion = Integer.parseUnsignedInt("3000000000");
    assertThat(deduct(threeBillion).message()).endsWith("is short: 3000000000 wanted");
    assertThat(left()).isEqualTo(100);
  }

  @Test
  void revertGivesBackWhatWasTaken() {
    deduct(30);
    assertThat(revert(30)).isEqualTo(Answer.OK);
    assertThat(left()).isEqualTo(100);
  }

  @Test
  void revertGivesBackToAWithdrawnProduct() {
    deduct(30);
    service.update("UPDATE stock SET deleted_at = NOW(3) WHERE product_id = " + product);
    assertThat(revert(30)).isEqualTo(Answer.OK);
    assertThat(left()).isEqualTo(100);
  }

  @Test
  void revertIsNotSaidToBeDoneWhenTheRowIsGone() {
    deduct(30);
    service.update("DELETE FROM stock WHERE product_id = " + product);
    assertThat(revert(30).status()).isEqualTo(GrpcStatus.UNAVAILABLE);
  }

  @Test
  void revertWithoutActionDoesNothing() {
    assertThat(revert(30)).isEqualTo(Answer.OK);
    assertThat(left()).isEqualTo(100);
  }

  @Test
  void revertOfARefusedDeductDoesNothing() {
    deduct(101);
    assertThat(revert(101)).isEqualTo(Answer.OK);
    assertThat(left()).isEqualTo(100);
  }

  @Test
  void revertOfABadRequestIsNotRefused() {
    deduct(0);
    assertThat(revert(0)).isEqualTo(Answer.OK);
  }

  @Test
  void anActionThatComesAfterItsRevertDoesNothing() {
    revert(30);
    assertThat(deduct(30)).isEqualTo(Answer.OK);
    assertThat(left()).isEqualTo(100);
  }

  @Test
  void repeatedCallsCountOnce() {
    assertThat(List.of(deduct(30), deduct(30), deduct(30))).containsOnly(Answer.OK);
    assertThat(left()).isEqualTo(70);
    assertThat(List.of(revert(30), revert(30), revert(30))).containsOnly(Answer.OK);
    assertThat(left()).isEqualTo(100);
  }

  @Test
  void gidsThatDifferInCaseOnlyAreTwoSagas() {
    service.action(StockDeduct, gid, request(product, 30));
    service.action(StockDeduct, gid.toUpperCase(Locale.ROOT), request(product, 30));
    assertThat(left()).isEqualTo(40);
  }

  @Test
  void parallelDuplicatesCountOnce() {
    assertThat(service.inParallel(20, to -> to.action(StockDeduct, gid, request(product, 10))))
        .containsOnly(Answer.OK);
    assertThat(left()).isEqualTo(90);
  }

  @Test
  void parallelSagasNeverOversell() {
    List<Answer> answers =
        service.inParallel(20, to -> to.action(StockDeduct, newGid(), request(product, 10)));
    assertThat(answers).filteredOn(Answer.OK::equals).hasSize(10);
    assertThat(answers)
        .filteredOn(answer -> !answer.equals(Answer.OK))
        .containsOnly(Answer.refused("stock of product " + product + " is short: 10 wanted"));
    assertThat(left()).isZero();
  }

  @Test
  void manyProductsAtOnceAreServedAsFarAsEachLasts() {
    List<Long> many = LongStream.range(0, 8).map(i -> products.incrementAndGet()).boxed().toList();
    long missing = products.incrementAndGet();
    many.forEach(
        one -> service.update("INSERT INTO stock (product_id, stock) VALUES (" + one + ", 100)"));
    AtomicInteger turn = new AtomicInteger();

    List<Answer> answers =
        service.inParallel(
            9 * 15,
            to -> {
              int place = turn.getAndIncrement() % 9;
              long wanted = place == 8 ? missing : many.get(place);
              return to.action(StockDeduct, newGid(), request(wanted, 10));
            });

    assertThat(answers).filteredOn(Answer.OK::equals).hasSize(8 * 10);
    assertThat(answers)
        .filteredOn(Answer.refused("product " + missing + " does not exist")::equals)
        .hasSize(15);
    String sum = "SELECT SUM(stock) FROM stock WHERE product_id BETWEEN %d AND %d";
    assertThat(service.value(sum.formatted(many.get(0), missing))).isEqualTo("0");
  }

  @Test
  void parallelDeductsAndRevertsOfOneSagaEndWhereTheyBegan() {
    AtomicInteger turn = new AtomicInteger();
    List<Answer> answers =
        service.inParallel(
            20,
            to ->
                turn.getAndIncrement() % 2 == 0
                    ? to.action(StockDeduct, gid, request(product, 30))
                    : to.compensate(StockDeductRevert, gid, revertRequest(30)));
    assertThat(answers).containsOnly(Answer.OK);
    assertThat(left()).isEqualTo(100);
  }

  private Answer deduct(int count) {
    return service.action(StockDeduct, gid, request(product, count));
  }

  private Answer revert(int count) {
    return service.compensate(StockDeductRevert, gid, revertRequest(count));
  }

  private static StockDeductRequest request(long productId, int count) {
    return StockDeductRequest.newBuilder().setProductID(productId).setProductCount(count).build();
  }

  private StockDeductRevertRequest revertRequest(int count) {
    return StockDeductRevertRequest.newBuilder()
        .setProductID(product)
        .setProductCount(count)
        .build();
  }

  private long left() {
    return Long.parseLong(service.value("SELECT stock FROM stock WHERE product_id = " + product));
  }
}
