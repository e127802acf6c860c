package eshop.node.demo;

import eshop.api.stock.v1.StockDeductRequest;
import eshop.api.stock.v1.StockDeductRevertRequest;
import eshop.api.stock.v1.stockGrpcClient;
import eshop.saga.CallerProof;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.common.ServiceMethod;

/**
 * Branch calls to the stock service, as a transaction manager that repeats itself would make them.
 */
final class StockCalls {
  private static final String BRANCH = "02";

  private final GrpcClient client;
  private final SocketAddress stock;
  private final CallerProof proof;

  StockCalls(Vertx vertx, int port, CallerProof proof) {
    this.client = GrpcClient.client(vertx);
    this.stock = SocketAddress.inetSocketAddress(port, "127.0.0.1");
    this.proof = proof;
  }

  /** The gRPC status of the answer, as a word. */
  Future<String> action(String gid, long productId, int count) {
    return call(
        stockGrpcClient.StockDeduct,
        gid,
        "action",
        StockDeductRequest.newBuilder().setProductID(productId).setProductCount(count).build());
  }

  /** The gRPC status of the answer, as a word. */
  Future<String> compensate(String gid, long productId, int count) {
    return call(
        stockGrpcClient.StockDeductRevert,
        gid,
        "compensate",
        StockDeductRevertRequest.newBuilder()
            .setProductID(productId)
            .setProductCount(count)
            .build());
  }

  private <Q, R> Future<String> call(ServiceMethod<R, Q> method, String gid, String op, Q message) {
    return client
        .request(stock, method)
        .compose(
            request -> {
              request
                  .headers()
                  .set("dtm-gid", gid)
                  .set("dtm-trans_type", "saga")
                  .set("dtm-branch_id", BRANCH)
                  .set("dtm-op", op)
                  .addAll(proof.headers(gid));
              return request.end(message).compose(sent -> request.response());
            })
        .compose(
            response ->
                response
                    .last()
                    .transform(ended -> Future.succeededFuture(response.status().name())));
  }
}
