package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.node.books.BooksChecker;
import eshop.node.books.Finding;
import eshop.node.books.Invariant;
import eshop.testkit.RealMariaDb;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Order, pay and the log of sagas are on one database server, stock and coupon on another. */
class TwoServersTest {
  private static final RealMariaDb FIRST = new RealMariaDb();
  private static final RealMariaDb SECOND = RealMariaDb.second();
  private static final int UNUSED = 1;
  private static final int CANCELLED = 5;

  @RegisterExtension
  static final RunningNode NODE = new RunningNode().with(SECOND, "stock", "coupon");

  @TempDir Path folder;

  @Test
  void everySchemaIsOnTheServerOfItsServiceAndNowhereElse() {
    NODE.tables()
        .schemas()
        .forEach(
            (service, schema) -> {
              boolean second = List.of("stock", "coupon").contains(service);
              assertThat(has(SECOND, schema)).as(schema).isEqualTo(second);
              assertThat(has(FIRST, schema)).as(schema).isEqualTo(!second);
            });
  }

  @Test
  void anOrderTakesEffectOnBoth() {
    long stock = NODE.tables().stock(2);

    String orderId = NODE.shop().submit(Shop.order(2, 3, 1));

    assertThat(NODE.shop().ended(orderId).getString("status")).isEqualTo("succeed");
    assertThat(NODE.tables().orderStatus(orderId)).isEqualTo(1);
    assertThat(NODE.tables().payStatus(orderId)).isEqualTo(1);
    assertThat(NODE.tables().stock(2)).isEqualTo(stock - 3);
    assertThat(NODE.tables().couponStatus(1)).isEqualTo(2);
  }

  @Test
  void aRefusalOnOneIsUndoneOnBoth() {
    long stock = NODE.tables().stock(2);

    String orderId = NODE.shop().submit(Shop.order(2, 3, 2).put("userID", 7));

    JsonObject order = NODE.shop().ended(orderId);
    assertThat(order.getString("status")).isEqualTo("failed");
    assertThat(NODE.tables().orderStatus(orderId)).isEqualTo(CANCELLED);
    assertThat(NODE.tables().stock(2)).isEqualTo(stock);
    assertThat(NODE.tables().barrierOps("stock", orderId)).containsExactly("action", "compensate");
    assertThat(NODE.tables().couponStatus(2)).isEqualTo(UNUSED);
  }

  @Test
  void booksThatDoNotBalanceAcrossTheServersAreFound() throws Exception {
    NODE.shop().ended(NODE.shop().submit(Shop.order(1, 1, 0)));

    NODE.tables().update("stock", "UPDATE %s.stock SET stock = stock + 1 WHERE product_id = 1");
    List<Finding> findings =
        new BooksChecker(NODE.node().books()).check(Duration.ofSeconds(30), List.of());
    NODE.tables().update("stock", "UPDATE %s.stock SET stock = stock - 1 WHERE product_id = 1");

    assertThat(findings).extracting(Finding::invariant).containsExactly(Invariant.I1);
  }

  @Test
  void theCheckCommandReadsBothByTheSettingsOfTheNode() throws Exception {
    NODE.shop().ended(NODE.shop().submit(Shop.order(1, 1, 0)));

    NodeProcess balanced = check("balanced");
    assertThat(balanced.ended()).as("%s", balanced.errors()).isZero();
    assertThat(balanced.output().get(0))
        .contains("order " + FIRST.user() + "@" + FIRST.host() + ":" + FIRST.port())
        .contains("stock " + SECOND.user() + "@" + SECOND.host() + ":" + SECOND.port());

    NODE.tables().update("coupon", "UPDATE %s.coupon SET status = 2 WHERE id = 2");
    NodeProcess broken = check("broken");
    int status = broken.ended();
    NODE.tables().update("coupon", "UPDATE %s.coupon SET status = 1 WHERE id = 2");
    assertThat(status).isEqualTo(1);
    assertThat(broken.output()).anyMatch(line -> line.contains("I2 BROKEN"));
  }

  private NodeProcess check(String name) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("check"));
    arguments.addAll(NODE.arguments());
    return NodeProcess.launch(folder.resolve(name), List.of(), Map.of(), arguments);
  }

  private static boolean has(RealMariaDb server, String schema) {
    return server.number(
            "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = '%s'"
                .formatted(schema))
        == 1;
  }
}
