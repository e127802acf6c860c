package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eshop.api.coupon.v1.couponGrpcClient;
import eshop.api.order.v1.orderGrpcClient;
import eshop.api.pay.v1.payGrpcClient;
import eshop.api.stock.v1.stockGrpcClient;
import eshop.testkit.BranchCaller;
import eshop.testkit.BranchCaller.Answer;
import eshop.testkit.NoBlockedThreads;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.ServiceMethod;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A node that sweeps all the time. Orders are made old by moving back the times in their rows; the
 * gids are ULIDs of the year 2016. The books are checked after each test as after any other.
 */
@ExtendWith(NoBlockedThreads.class)
class HousekeepingTest {
  @RegisterExtension
  static final RunningNode NODE =
      new RunningNode(
          "housekeeping.everyS=1",
          "housekeeping.settleS=1",
          "coordinator.housekeeping.everyS=1",
          "coordinator.housekeeping.batch=2");

  private static final List<String> SERVICES = List.of("order", "stock", "coupon", "pay");

  private static Vertx vertx;

  @BeforeAll
  static void connect() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void disconnect() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void anOldOrderIsForgottenAndItsLateCallsHaveNoEffectInAnyService() throws Exception {
    RawOrder order = ended("01ARZ3NDEKTSV4RRFFQ69G5F01", 1);
    String gid = order.gid();
    long stock = NODE.tables().stock(1);
    age(gid);
    awaitSwept(gid);

    assertThat(late(orderGrpcClient.Create, "order", gid, "01", order.order()))
        .isEqualTo(Answer.OK);
    assertThat(late(stockGrpcClient.StockDeduct, "stock", gid, "02", order.stock()))
        .isEqualTo(Answer.OK);
    assertThat(late(couponGrpcClient.CouponUse, "coupon", gid, "03", order.coupon()))
        .isEqualTo(Answer.OK);
    assertThat(late(payGrpcClient.Create, "pay", gid, "04", order.pay())).isEqualTo(Answer.OK);

    assertThat(NODE.tables().stock(1)).isEqualTo(stock);
    for (String service : SERVICES) {
      assertThat(NODE.tables().barrierRows(service, gid)).as(service).isZero();
    }
    assertThat(NODE.shop().status(gid).getString("status")).isEqualTo("succeed");
  }

  @Test
  void anOldUnfinishedOrderKeepsItsRowsAndSucceedsAfterSweeps() throws Exception {
    RawOrder held = new RawOrder(NODE, "01ARZ3NDEKTSV4RRFFQ69G5F03", 0);
    long stock = NODE.tables().stock(1);
    NODE.node().undeploy("pay");
    try {
      held.submit(vertx).await(20, TimeUnit.SECONDS);
      awaitRows("stock", held.gid(), 1);
      ageSaga(held.gid());
      awaitTwoSweeps();
      ageRows("stock", held.gid());
      awaitTwoSweeps();
    } finally {
      NODE.node().deploy("pay");
    }

    assertThat(NODE.tables().barrierRows("stock", held.gid())).isEqualTo(1);
    assertThat(late(stockGrpcClient.StockDeduct, "stock", held.gid(), "02", held.stock()))
        .isEqualTo(Answer.OK);
    assertThat(NODE.shop().ended(held.gid()).getString("status")).isEqualTo("succeed");
    assertThat(NODE.tables().stock(1)).isEqualTo(stock - 2);
    assertThat(NODE.tables().payAmount(held.gid())).isEqualTo(700);
  }

  @Test
  void youngOrdersStay() throws Exception {
    String young = NODE.shop().submit(Shop.order(2, 1, 0));
    NODE.shop().ended(young);
    RawOrder old = ended("01ARZ3NDEKTSV4RRFFQ69G5F04", 0);

    age(old.gid());
    awaitSwept(old.gid());

    assertThat(sagas(young)).isEqualTo(1);
    assertThat(NODE.tables().barrierRows("order", young)).isEqualTo(1);
  }

  private static RawOrder ended(String gid, long couponId) throws Exception {
    RawOrder order = new RawOrder(NODE, gid, couponId);
    order.submit(vertx).await(20, TimeUnit.SECONDS);
    assertThat(NODE.shop().ended(gid).getString("status")).isEqualTo("succeed");
    return order;
  }

  /** Moves everything that was written for the order into the past. */
  private static void age(String gid) {
    ageSaga(gid);
    SERVICES.forEach(service -> ageRows(service, gid));
  }

  private static void ageSaga(String gid) {
    String times =
        "UPDATE %%s.trans_global SET create_time = create_time - INTERVAL 60 DAY,"
            + " update_time = update_time - INTERVAL 60 DAY,"
            + " finish_time = finish_time - INTERVAL 60 DAY WHERE gid = '%s'";
    NODE.tables().update("coordinator", times.formatted(gid));
  }

  private static void ageRows(String service, String gid) {
    String written =
        "UPDATE %%s.barrier SET create_time = create_time - INTERVAL 60 DAY WHERE gid = '%s'";
    NODE.tables().update(service, written.formatted(gid));
  }

  /** The sweep under way may know what was before; the one after it knows what is now. */
  private static void awaitTwoSweeps() {
    for (String gid : List.of("marker-1", "marker-2")) {
      NODE.tables()
          .update(
              "stock",
              ("INSERT INTO %%s.barrier (trans_type, gid, branch_id, op, barrier_id, reason,"
                      + " create_time) VALUES"
                      + " ('saga', '%s', '01', 'action', '01', 'action', '2016-01-01')")
                  .formatted(gid));
      awaitRows("stock", gid, 0);
    }
  }

  private static void awaitSwept(String gid) {
    SERVICES.forEach(service -> awaitRows(service, gid, 0));
    awaitSaga(gid, 0);
  }

  private static void awaitRows(String service, String gid, long count) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> NODE.tables().barrierRows(service, gid) == count);
  }

  private static void awaitSaga(String gid, long count) {
    await().atMost(Duration.ofSeconds(30)).until(() -> sagas(gid) == count);
  }

  private static long sagas(String gid) {
    return NODE.tables()
        .database("coordinator")
        .number(
            "SELECT COUNT(*) FROM %s.trans_global WHERE gid = '%s'"
                .formatted(NODE.tables().schemas().get("coordinator"), gid));
  }

  private static <Q, R> Answer late(
      ServiceMethod<R, Q> method, String service, String gid, String branchId, Q request)
      throws Exception {
    return new BranchCaller(vertx, NODE.port(service + ".grpc.port"))
        .call(method, gid, branchId, "action", request)
        .await(20, TimeUnit.SECONDS);
  }
}
