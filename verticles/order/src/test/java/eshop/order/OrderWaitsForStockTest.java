package eshop.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eshop.platform.node.NodeContext;
import eshop.testkit.DeployedService;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.GrpcServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A real dtm is told of the orders that wait for a service when it serves again. */
class OrderWaitsForStockTest {
  private static final int STOCK_PORT = freePort();

  @Order(1)
  @RegisterExtension
  static final DtmDouble dtm = new DtmDouble();

  @Order(2)
  @RegisterExtension
  static final DeployedService<OrderVerticle> service =
      new DeployedService<>(
          vertx -> new OrderVerticle(NodeContext.of(vertx)),
          OrderVerticle::grpcPort,
          OrderWaitsForStockTest::config);

  @Test
  void orderIsTriedAgainWithinASecondOfTheServicesReturn() {
    String order = "01KB0000000000000000000001";
    dtm.retries(order, 20);
    assertThat(dtm.hurried()).isEmpty();

    HttpServer stock = listen();

    await()
        .atMost(Duration.ofSeconds(3))
        .untilAsserted(() -> assertThat(dtm.hurried()).contains(order));
    DeployedService.await(stock.close());
  }

  /** A service without a health check, which serves when it answers. */
  private static HttpServer listen() {
    GrpcServer grpc = GrpcServer.server(service.vertx());
    return DeployedService.await(
        service.vertx().createHttpServer().requestHandler(grpc).listen(STOCK_PORT, "127.0.0.1"));
  }

  private static JsonObject config() {
    String stock = "127.0.0.1:" + STOCK_PORT;
    return dtm.config()
        .put(
            "branches",
            new JsonObject()
                .put("order", stock)
                .put("stock", stock)
                .put("coupon", stock)
                .put("pay", stock));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
