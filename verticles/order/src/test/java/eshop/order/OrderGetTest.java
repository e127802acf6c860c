package eshop.order;

import static eshop.testkit.DeployedService.newGid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.platform.node.NodeContext;
import eshop.testkit.DeployedService;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an order stands, put together from what dtm knows and what the database holds. */
class OrderGetTest {
  @Order(1)
  @RegisterExtension
  static final DtmDouble dtm = new DtmDouble();

  @Order(2)
  @RegisterExtension
  static final DeployedService<OrderVerticle> service =
      new DeployedService<>(
          vertx -> new OrderVerticle(NodeContext.of(vertx)), OrderVerticle::grpcPort, dtm::config);

  private final String orderId = newGid();

  @Test
  void anOrderUnderWayIsToldWithItsRow() {
    dtm.knows(orderId, "submitted", "");
    write(1);
    assertThat(get(orderId))
        .isEqualTo(
            new JsonObject()
                .put("orderID", orderId)
                .put("status", "submitted")
                .put("reason", "")
                .put(
                    "order",
                    new JsonObject()
                        .put("orderID", orderId)
                        .put("userID", 7)
                        .put("productID", 3)
                        .put("amount", 1200)
                        .put("productCount", 2)
                        .put("couponID", 9)
                        .put("status", 1)
                        .put("createdAt", 1_767_323_045_678L)
                        .put("updatedAt", 1_767_323_045_678L)));
  }

  @Test
  void anOrderWithoutRowYetIsToldBySagaAlone() {
    dtm.knows(orderId, "submitted", "");
    assertThat(get(orderId).getString("status")).isEqualTo("submitted");
    assertThat(get(orderId).getValue("order")).isNull();
  }

  @Test
  void theSagasWordCountsWhereTheRowIsBehind() {
    dtm.knows(orderId, "aborting", "no");
    write(1);
    assertThat(get(orderId).getString("status")).isEqualTo("aborting");
  }

  @ParameterizedTest(name = "row status {0} means {1}")
  @CsvSource({"1, succeed", "2, succeed", "4, succeed", "5, failed"})
  void aSagaThatHasBeenCleanedAwayIsToldByItsRow(int rowStatus, String status) {
    write(rowStatus);
    assertThat(get(orderId).getString("status")).isEqualTo(status);
    assertThat(get(orderId).getJsonObject("order").getInteger("status")).isEqualTo(rowStatus);
  }

  @Test
  void anOrderNobodyKnowsIsNotFound() {
    assertFails(orderId, 404, "there is no order " + orderId);
  }

  @Test
  void aDeletedRowIsNoOrder() {
    write(1);
    service.update(
        "UPDATE order_record SET deleted_at = NOW(3) WHERE order_id = '" + orderId + "'");
    assertFails(orderId, 404, "there is no order " + orderId);
  }

  @Test
  void anIdThatIsNoOrderIdIsRefused() {
    assertFails("a b&gid=c", 400, "orderID must be text that matches [A-Za-z0-9_.:-]{1,45}");
  }

  @Test
  void theReasonIsWhatTheBranchSaidWithoutItsAddress() {
    dtm.knows(
        orderId,
        "failed",
        "url:10.1.2.3:28282/api.stock.v1.stock/StockDeduct return failed:"
            + " stock of product 1 is short: 9 wanted FAILURE");
    assertThat(get(orderId).getString("reason")).isEqualTo("stock of product 1 is short: 9 wanted");
  }

  @Test
  void theReasonOfABranchOverHttpIsTheMessageInItsBody() {
    dtm.knows(
        orderId,
        "failed",
        "url:http://10.1.2.3:28282/api.stock.v1.stock/StockDeduct return failed:"
            + " {\"code\":40900,\"msg\":\"stock of product 1 is short: 9 wanted\"} FAILURE");
    assertThat(get(orderId).getString("reason")).isEqualTo("stock of product 1 is short: 9 wanted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"error\":\"sold out\"}", "{sold out", "{\"msg\":null}"})
  void aReasonInAnotherFormIsToldAsItIs(String answer) {
    dtm.knows(orderId, "failed", "url:http://10.1.2.3/b return failed: " + answer + " FAILURE");
    assertThat(get(orderId).getString("reason")).isEqualTo(answer);
  }

  @Test
  void aReasonThatIsCutOffIsToldWithoutTheAddressToo() {
    dtm.knows(
        orderId, "failed", "url:10.1.2.3:1/a.B/C return failed: " + "x".repeat(500) + " FAILURE");
    assertThat(get(orderId).getString("reason")).matches("x{100,}");
  }

  @Test
  void anAddressSoLongThatTheReasonEndsWithinItIsNotTold() {
    dtm.knows(
        orderId, "failed", "url:10.1.2.3:1/" + "x".repeat(500) + " return failed: no FAILURE");
    assertThat(get(orderId).getString("reason")).isEqualTo("refused by a service");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Timeout after 2 seconds",
        "RetryCount is greater than RetryLimit, RetryLimit: 3",
        "the shop return failed: FAILURE"
      })
  void aReasonOfTheManagerItselfIsToldAsItIs(String reason) {
    dtm.knows(orderId, "failed", reason);
    assertThat(get(orderId).getString("reason")).isEqualTo(reason);
  }

  private void write(int status) {
    service.update(
        """
        INSERT INTO order_record (order_id, user_id, product_id, amount, product_count, coupon_id,
          status, created_at, updated_at)
        VALUES ('%s', 7, 3, 1200, 2, 9, %d, '2026-01-02 03:04:05.678', '2026-01-02 03:04:05.678')"""
            .formatted(orderId, status));
  }

  private static JsonObject get(String orderId) {
    return service.ask("eshop.order.get", new JsonObject().put("orderID", orderId));
  }

  private static void assertFails(String orderId, int code, String message) {
    assertThatThrownBy(() -> get(orderId))
        .isInstanceOfSatisfying(
            ReplyException.class,
            e -> {
              assertThat(e.failureCode()).isEqualTo(code);
              assertThat(e).hasMessage(message);
            });
  }
}
