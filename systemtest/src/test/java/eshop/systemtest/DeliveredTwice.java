package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.api.stock.v1.StockDeductRequest;
import eshop.api.stock.v1.StockDeductRevertRequest;
import eshop.api.stock.v1.stockGrpcClient;
import eshop.testkit.BranchCaller;
import eshop.testkit.BranchCaller.Answer;
import eshop.testkit.NoBlockedThreads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The network and the transaction manager repeat themselves; the books must not. */
@ExtendWith(NoBlockedThreads.class)
abstract class DeliveredTwice {
  abstract RunningNode node();

  private static Vertx vertx;

  private BranchCaller stock;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
  }

  @BeforeEach
  void connect() {
    stock = node().branches(vertx, "stock");
  }

  @AfterAll
  static void disconnect() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void theSameSagaSubmittedTwiceAtOnceTakesEffectOnce() throws Exception {
    long before = node().tables().stock(1);
    RawOrder order = new RawOrder(node(), "twice-at-once", 1);

    Future.all(order.submit(vertx), order.submit(vertx)).await(20, TimeUnit.SECONDS);

    assertThat(node().shop().ended("twice-at-once").getString("status")).isEqualTo("succeed");
    assertThat(node().tables().stock(1)).isEqualTo(before - 2);
    assertThat(node().tables().couponStatus(1)).isEqualTo(2);
  }

  @RepeatedTest(4)
  void copiesOfACallAtOnceTakeEffectOnceAndAreUndoneOnce(RepetitionInfo repetition)
      throws Exception {
    int copies = repetition.getCurrentRepetition() + 1;
    String gid = "copies-" + copies;
    long before = node().tables().stock(2);

    assertThat(atOnce(copies, () -> deduct(gid))).containsOnly(Answer.OK);
    assertThat(node().tables().stock(2)).isEqualTo(before - 3);

    assertThat(atOnce(copies, () -> revert(gid))).containsOnly(Answer.OK);
    assertThat(node().tables().stock(2)).isEqualTo(before);
  }

  @RepeatedTest(20)
  void callsAndCompensationsInAnyOrderLeaveNothing(RepetitionInfo repetition) throws Exception {
    long seed = repetition.getCurrentRepetition();
    String gid = "shuffled-" + seed;
    long before = node().tables().stock(2);
    List<Supplier<Future<Answer>>> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      calls.add(() -> deduct(gid));
      calls.add(() -> revert(gid));
    }
    Collections.shuffle(calls, new Random(seed));

    List<Future<Answer>> answers = calls.stream().map(Supplier::get).toList();
    Future.all(answers).await(20, TimeUnit.SECONDS);

    assertThat(answers).as("seed " + seed).allMatch(answer -> answer.result().equals(Answer.OK));
    assertThat(node().tables().stock(2)).as("seed " + seed).isEqualTo(before);
  }

  private static List<Answer> atOnce(int copies, Supplier<Future<Answer>> call) throws Exception {
    List<Future<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < copies; i++) {
      answers.add(call.get());
    }
    Future.all(answers).await(20, TimeUnit.SECONDS);
    return answers.stream().map(Future::result).toList();
  }

  private Future<Answer> deduct(String gid) {
    return stock.action(
        stockGrpcClient.StockDeduct,
        gid,
        StockDeductRequest.newBuilder().setProductID(2).setProductCount(3).build());
  }

  private Future<Answer> revert(String gid) {
    return stock.compensate(
        stockGrpcClient.StockDeductRevert,
        gid,
        StockDeductRevertRequest.newBuilder().setProductID(2).setProductCount(3).build());
  }
}
