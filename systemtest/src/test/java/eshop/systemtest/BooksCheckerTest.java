package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.node.books.BooksChecker;
import eshop.node.books.Finding;
import eshop.node.books.Invariant;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A checker that finds nothing proves nothing: each breach is made by hand, seen, and mended. */
class BooksCheckerTest {
  @RegisterExtension static final RunningNode NODE = new RunningNode();

  private String orderId;

  @BeforeEach
  void placeAnOrder() {
    orderId = NODE.shop().submit(Shop.order(1, 1, 0));
    NODE.shop().ended(orderId);
  }

  @Test
  void unitsThatVanishAreFound() throws Exception {
    breach("stock", "UPDATE %s.stock SET stock = stock - 1 WHERE product_id = 1", Invariant.I1);
    mend("stock", "UPDATE %s.stock SET stock = stock + 1 WHERE product_id = 1");
  }

  @Test
  void aUsedCouponWithoutItsOrderIsFound() throws Exception {
    breach("coupon", "UPDATE %s.coupon SET status = 2 WHERE id = 2", Invariant.I2);
    mend("coupon", "UPDATE %s.coupon SET status = 1 WHERE id = 2");
  }

  @Test
  void aPaymentOfAnotherAmountIsFound() throws Exception {
    breach("pay", "UPDATE %s.pay SET amount = 1 WHERE order_id = '" + orderId + "'", Invariant.I3);
    mend("pay", "UPDATE %s.pay SET amount = 1000 WHERE order_id = '" + orderId + "'");
  }

  /** Their ids come before, between and after those of all orders. */
  @Test
  void paymentsOfOrdersThatAreNotThereAreFoundAndNoOthers() throws Exception {
    NODE.shop().ended(NODE.shop().submit(Shop.order(2, 1, 0)));
    List<String> strangers = List.of("0", orderId + "-", "~");
    for (String stranger : strangers) {
      NODE.tables()
          .update(
              "pay",
              "INSERT INTO %s.pay (user_id, order_id, amount) VALUES (1, '" + stranger + "', 7)");
    }

    List<Finding> findings = check(List.of());

    assertThat(findings).extracting(Finding::invariant).containsOnly(Invariant.I3);
    assertThat(findings)
        .extracting(Finding::detail)
        .containsExactlyElementsOf(
            strangers.stream().map(id -> "order_id=" + id + " amount=7 status=1").toList());
    mend("pay", "DELETE FROM %s.pay WHERE amount = 7");
  }

  @Test
  void aCouponThatAFailedSagaKeptIsFound() throws Exception {
    NODE.tables().update("coordinator", status("failed"));
    breach(
        "coupon",
        "UPDATE %s.coupon SET status = 2, order_id = '" + orderId + "' WHERE id = 2",
        Invariant.I5);
    NODE.tables().update("coordinator", status("succeed"));
    mend("coupon", "UPDATE %s.coupon SET status = 1, order_id = NULL WHERE id = 2");
  }

  /** As they are where dtm made them itself: by their collation 'a' comes before 'B'. */
  @Test
  void gidsInAnotherOrderThanThatOfTheirBytesAreReadAllTheSame() throws Exception {
    collate("utf8mb4_general_ci");
    for (String gid : List.of("a", "B")) {
      NODE.tables()
          .update(
              "order",
              "INSERT INTO %s.order_record (order_id, user_id, product_id, amount, product_count,"
                  + (" status) VALUES ('" + gid + "', 1, 77, 1, 1, 1)"));
      NODE.tables()
          .update(
              "coordinator",
              "INSERT INTO %s.trans_global (gid, trans_type, status, query_prepared, protocol)"
                  + (" VALUES ('" + gid + "', 'saga', 'failed', '', 'grpc')"));
    }

    List<Finding> findings = check(List.of());

    assertThat(findings)
        .filteredOn(finding -> finding.invariant() == Invariant.I8)
        .extracting(Finding::detail)
        .containsExactly("order_id=B amount=1 status=1", "order_id=a amount=1 status=1");
    NODE.tables().update("order", "DELETE FROM %s.order_record WHERE product_id = 77");
    mend("coordinator", "DELETE FROM %s.trans_global WHERE gid IN ('a', 'B')");
    collate("utf8mb4_bin");
  }

  private static void collate(String collation) {
    for (String table : List.of("trans_global", "trans_branch_op")) {
      NODE.tables()
          .update(
              "coordinator",
              "ALTER TABLE %s." + table + " CONVERT TO CHARACTER SET utf8mb4 COLLATE " + collation);
    }
  }

  @Test
  void anUnfinishedSagaIsFound() throws Exception {
    breach("coordinator", status("aborting"), Invariant.I4);
    mend("coordinator", status("succeed"));
  }

  @Test
  void aCancelledOrderOfASagaThatSucceededIsFound() throws Exception {
    String sql = "UPDATE %s.order_record SET status = {} WHERE order_id = '" + orderId + "'";
    breach("order", sql.replace("{}", "5"), Invariant.I5);
    mend("order", sql.replace("{}", "1"));
  }

  @Test
  void anActionThatWasSkippedIsFound() throws Exception {
    String sql = "UPDATE %s.barrier SET reason = '{}' WHERE gid = '" + orderId + "'";
    breach("stock", sql.replace("{}", "compensate"), Invariant.I6);
    mend("stock", sql.replace("{}", "action"));
  }

  @Test
  void anAcknowledgedOrderNobodyKnowsIsFound() throws Exception {
    assertThat(check(List.of("acknowledged-and-lost")))
        .extracting(Finding::invariant)
        .containsExactly(Invariant.I7);
  }

  @Test
  void anAcknowledgedOrderWhoseSagaWasRemovedLongAfterItsEndIsNotLost() throws Exception {
    for (String table : List.of("trans_branch_op", "trans_global")) {
      String sql = "DELETE FROM %s." + table + " WHERE gid = '" + orderId + "'";
      NODE.tables().update("coordinator", sql);
    }

    assertThat(check(List.of(orderId))).isEmpty();
  }

  @Test
  void aLiveOrderOfASagaThatFailedIsFound() throws Exception {
    breach("coordinator", status("failed"), Invariant.I8);
    mend("coordinator", status("succeed"));
  }

  private String status(String word) {
    return "UPDATE %s.trans_global SET status = '" + word + "' WHERE gid = '" + orderId + "'";
  }

  private static void breach(String service, String sql, Invariant invariant) throws Exception {
    NODE.tables().update(service, sql);
    assertThat(check(List.of())).extracting(Finding::invariant).contains(invariant);
  }

  private static void mend(String service, String sql) throws Exception {
    NODE.tables().update(service, sql);
    assertThat(check(List.of())).isEmpty();
  }

  private static List<Finding> check(Collection<String> acknowledged) throws Exception {
    return new BooksChecker(NODE.node().books()).check(Duration.ZERO, acknowledged);
  }
}
