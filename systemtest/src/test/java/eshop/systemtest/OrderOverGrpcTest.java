package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.api.order.v1.SubmitReply;
import eshop.api.order.v1.SubmitRequest;
import eshop.api.order.v1.orderGrpcClient;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OrderOverGrpcTest {
  @RegisterExtension static final RunningNode NODE = new RunningNode();

  @Test
  void aGrpcClientSubmitsAnOrderLikeAnHttpClient() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      SocketAddress order =
          SocketAddress.inetSocketAddress(NODE.port("order.grpc.port"), "127.0.0.1");
      SubmitReply reply =
          orderGrpcClient
              .create(GrpcClient.client(vertx), order)
              .submit(
                  SubmitRequest.newBuilder()
                      .setUserID(1)
                      .setProductID(1)
                      .setAmount(100)
                      .setProductCount(1)
                      .build())
              .await(20, TimeUnit.SECONDS);

      assertThat(NODE.shop().ended(reply.getOrderID()).getString("status")).isEqualTo("succeed");
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }
}
