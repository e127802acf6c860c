package eshop.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.api.order.v1.SubmitReply;
import eshop.api.order.v1.SubmitRequest;
import eshop.api.order.v1.orderGrpcClient;
import eshop.testkit.DeployedService;
import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.common.GrpcStatus;

/** Both ways to submit an order: on the event bus, and over gRPC as any client would. */
record Submits(DeployedService<OrderVerticle> service) {

  /** The status of a gRPC answer, with its message unless it is OK. */
  record Answer(GrpcStatus status, String message, SubmitReply reply) {}

  JsonObject onTheBus(JsonObject order) {
    return service.ask("eshop.order.submit", order);
  }

  void failsOnTheBus(JsonObject order, int code, String message) {
    assertThatThrownBy(() -> onTheBus(order))
        .isInstanceOfSatisfying(
            ReplyException.class,
            e -> {
              assertThat(e.failureCode()).isEqualTo(code);
              assertThat(e).hasMessage(message);
            });
  }

  Answer overGrpc(SubmitRequest order) {
    GrpcClient client = GrpcClient.client(service.vertx());
    SocketAddress server = SocketAddress.inetSocketAddress(service.grpcPort(), "127.0.0.1");
    return DeployedService.await(
        client
            .request(server, orderGrpcClient.Submit)
            .compose(request -> request.send(order))
            .compose(
                response ->
                    response
                        .last()
                        .transform(
                            last ->
                                Future.succeededFuture(
                                    new Answer(
                                        response.status(),
                                        response.statusMessage(),
                                        last.result()))))
            .eventually(() -> client.close()));
  }

  void failsOverGrpc(SubmitRequest order, GrpcStatus status, String message) {
    Answer answer = overGrpc(order);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.message()).isEqualTo(message);
  }
}
