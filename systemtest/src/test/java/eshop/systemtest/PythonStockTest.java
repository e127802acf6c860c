package eshop.systemtest;

import static eshop.testkit.DeployedService.await;
import static org.assertj.core.api.Assertions.assertThat;

import eshop.api.stock.v1.StockDeductRequest;
import eshop.api.stock.v1.StockDeductRevertRequest;
import eshop.api.stock.v1.stockGrpcClient;
import eshop.saga.CallerProof;
import eshop.saga.ProofConfig;
import eshop.testkit.BranchCaller;
import eshop.testkit.DeployedService;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A node whose stock service is the Python program of {@code examples/python-stock}: the contract,
 * the metadata, the statuses, the barrier and the proof are enough to be a part of a saga.
 */
class PythonStockTest {
  private static final String KEY = "k1:0123456789abcdef0123456789abcdef";
  private static final CallerProof PROOF = CallerProof.of(new ProofConfig(List.of(KEY)));

  @Order(1)
  @RegisterExtension
  static final Python PYTHON =
      new Python("examples/python-stock", "api/stock/v1/stock.proto", "api/order/v1/order.proto");

  @Order(2)
  @RegisterExtension
  static final RunningNode NODE =
      new RunningNode(
          "verticles=order,coupon,pay,gateway,coordinator", "proof.keyFile=" + keyFile());

  private final String gid = "python-" + DeployedService.newGid();

  @BeforeAll
  static void startStock() throws IOException {
    Tables tables = NODE.tables();
    tables.createSchema("stock");
    PYTHON.start(
        "serves",
        Map.of(
            "ESHOP_DATABASE_PASSWORD",
            tables.database("stock").password(),
            "ESHOP_PROOF_KEYS",
            KEY),
        "stock_service.py",
        "--port=" + NODE.port("stock.grpc.port"),
        "--db-port=" + tables.database("stock").port(),
        "--db-user=" + tables.database("stock").user(),
        "--schema=" + tables.schemas().get("stock"),
        "--create-tables=" + Path.of(System.getProperty("basedir", ""), "../sql/stock"));
  }

  @Test
  void anOrderTakesItsUnits() {
    long stock = NODE.tables().stock(2);

    String orderId = NODE.shop().submit(Shop.order(2, 3, 0));

    assertThat(NODE.shop().ended(orderId).getString("status")).isEqualTo("succeed");
    assertThat(NODE.tables().stock(2)).isEqualTo(stock - 3);
    assertThat(NODE.tables().barrierRows("stock", orderId)).isEqualTo(1);
  }

  @Test
  void itsRefusalUndoesTheOrder() {
    long stock = NODE.tables().stock(1);

    String orderId = NODE.shop().submit(Shop.order(1, 1_000, 0));

    JsonObject order = NODE.shop().ended(orderId);
    assertThat(order.getString("status")).isEqualTo("failed");
    assertThat(order.getString("reason")).contains("fewer than 1000 left (Python)");
    assertThat(NODE.tables().orderStatus(orderId)).isEqualTo(5);
    assertThat(NODE.tables().stock(1)).isEqualTo(stock);
  }

  @Test
  void itGivesUnitsBackWhenALaterStepRefuses() {
    long stock = NODE.tables().stock(2);

    String orderId = NODE.shop().submit(Shop.order(2, 4, 999));

    assertThat(NODE.shop().ended(orderId).getString("status")).isEqualTo("failed");
    assertThat(NODE.tables().barrierOps("stock", orderId)).containsExactly("action", "compensate");
    assertThat(NODE.tables().stock(2)).isEqualTo(stock);
  }

  @Test
  void aRepeatedCallTakesAndGivesBackOnce() {
    long stock = NODE.tables().stock(1);

    assertThat(deduct()).isEqualTo(GrpcStatus.OK);
    assertThat(deduct()).isEqualTo(GrpcStatus.OK);
    assertThat(NODE.tables().stock(1)).isEqualTo(stock - 1);

    assertThat(revert()).isEqualTo(GrpcStatus.OK);
    assertThat(revert()).isEqualTo(GrpcStatus.OK);
    assertThat(NODE.tables().stock(1)).isEqualTo(stock);
  }

  @Test
  void anActionAfterItsCompensationDoesNothing() {
    long stock = NODE.tables().stock(1);

    assertThat(revert()).isEqualTo(GrpcStatus.OK);
    assertThat(deduct()).isEqualTo(GrpcStatus.OK);

    assertThat(NODE.tables().stock(1)).isEqualTo(stock);
  }

  @Test
  void aStrangerIsTurnedAway() {
    Map<String, String> another = PROOF.headers("another-gid");

    assertThat(deduct(Map.of())).isEqualTo(GrpcStatus.UNAUTHENTICATED);
    assertThat(deduct(another)).isEqualTo(GrpcStatus.UNAUTHENTICATED);

    assertThat(NODE.tables().barrierRows("stock", gid)).isZero();
  }

  @Test
  void aPythonClientSubmitsAnOrder() {
    String orderId =
        PYTHON.run("submit_order.py", "--order=127.0.0.1:" + NODE.port("order.grpc.port"));

    assertThat(NODE.shop().ended(orderId).getString("status")).isEqualTo("succeed");
  }

  private GrpcStatus deduct() {
    return deduct(PROOF.headers(gid));
  }

  private GrpcStatus deduct(Map<String, String> headers) {
    return call(
        stockGrpcClient.StockDeduct,
        "action",
        headers,
        StockDeductRequest.newBuilder().setProductID(1).setProductCount(1).build());
  }

  private GrpcStatus revert() {
    return call(
        stockGrpcClient.StockDeductRevert,
        "compensate",
        PROOF.headers(gid),
        StockDeductRevertRequest.newBuilder().setProductID(1).setProductCount(1).build());
  }

  private <Q, R> GrpcStatus call(
      ServiceMethod<R, Q> method, String op, Map<String, String> headers, Q request) {
    BranchCaller caller = new BranchCaller(NODE.node().vertx(), NODE.port("stock.grpc.port"));
    return await(caller.call(method, gid, "02", op, headers, request)).status();
  }

  private static Path keyFile() {
    try {
      Path file = Files.createTempFile("eshop-keys", "");
      file.toFile().deleteOnExit();
      return Files.writeString(file, KEY + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
