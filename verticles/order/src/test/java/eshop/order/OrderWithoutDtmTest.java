package eshop.order;

import static eshop.testkit.DeployedService.newGid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.api.order.v1.CreateOrderRequest;
import eshop.api.order.v1.SubmitRequest;
import eshop.api.order.v1.orderGrpcClient;
import eshop.platform.node.NodeContext;
import eshop.testkit.BranchCaller.Answer;
import eshop.testkit.DeployedService;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the service does while the transaction manager is away: it starts, and says so. */
class OrderWithoutDtmTest {
  private static final String AWAY =
      "the transaction manager cannot be reached now, try again later";

  private static final String NOT_TAKEN =
      "the transaction manager takes no orders now, nothing was created, try again later";

  /** Holds a port without listening on it, so that whoever connects is refused. */
  private static final Socket closedPort = closedPort();

  private static NodeContext node;

  @RegisterExtension
  static final DeployedService<OrderVerticle> service =
      new DeployedService<>(
          OrderWithoutDtmTest::verticle, OrderVerticle::grpcPort, OrderWithoutDtmTest::config);

  private static final Submits submit = new Submits(service);

  @AfterAll
  static void freePort() throws IOException {
    closedPort.close();
  }

  private static OrderVerticle verticle(Vertx vertx) {
    node = NodeContext.of(vertx);
    return new OrderVerticle(node);
  }

  @Test
  void aSubmitOnTheBusIsUnavailable() {
    JsonObject order =
        new JsonObject()
            .put("userID", 7)
            .put("productID", 3)
            .put("amount", 1200)
            .put("productCount", 2);
    submit.failsOnTheBus(order, 503, NOT_TAKEN);
  }

  @Test
  void aSubmitOverGrpcIsUnavailableAndCreatesNothing() {
    SubmitRequest order =
        SubmitRequest.newBuilder()
            .setUserID(8)
            .setProductID(3)
            .setAmount(1200)
            .setProductCount(2)
            .build();
    submit.failsOverGrpc(order, GrpcStatus.UNAVAILABLE, NOT_TAKEN);
    assertThat(service.value("SELECT COUNT(*) FROM order_record WHERE user_id = 8")).isEqualTo("0");
  }

  @Test
  void aBadSubmitIsStillToldWhatIsWrong() {
    submit.failsOverGrpc(
        SubmitRequest.getDefaultInstance(),
        GrpcStatus.INVALID_ARGUMENT,
        "userID must be a whole number from 1 to 9223372036854775807");
  }

  @Test
  void whereAnOrderStandsIsUnavailable() {
    assertThatThrownBy(() -> service.ask("eshop.order.get", new JsonObject().put("orderID", "o-1")))
        .isInstanceOfSatisfying(
            ReplyException.class,
            e -> {
              assertThat(e.failureCode()).isEqualTo(503);
              assertThat(e).hasMessage(AWAY);
            });
  }

  @Test
  void branchesGoOn() {
    String gid = newGid();
    CreateOrderRequest request =
        CreateOrderRequest.newBuilder()
            .setOrderID(gid)
            .setUserID(7)
            .setProductID(3)
            .setAmount(1200)
            .setProductCount(2)
            .build();
    assertThat(service.action(orderGrpcClient.Create, gid, request)).isEqualTo(Answer.OK);
  }

  @Test
  void itIsHealthyAndReady() {
    assertThat(service.health("api.order.v1.order")).isEqualTo("SERVING");
    JsonObject ready = DeployedService.await(node.readiness().check());
    assertThat(ready.getJsonObject("checks").getBoolean("order")).isTrue();
  }

  private static Socket closedPort() {
    try {
      Socket socket = new Socket();
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonObject config() {
    String away = "127.0.0.1:" + closedPort.getLocalPort();
    return new JsonObject().put("dtm", new JsonObject().put("grpc", away).put("http", away));
  }
}
