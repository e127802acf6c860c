package eshop.stock;

import eshop.api.stock.v1.StockDeductReply;
import eshop.api.stock.v1.StockDeductRequest;
import eshop.api.stock.v1.StockDeductRevertReply;
import eshop.api.stock.v1.StockDeductRevertRequest;
import eshop.api.stock.v1.stockGrpcService;
import eshop.saga.BranchContext;
import eshop.saga.BranchEndpoint;
import eshop.saga.CallerProof;
import eshop.saga.LateCalls;
import io.vertx.core.Future;

/** The stock service over gRPC, as dtm calls it: from message fields to arguments. */
final class StockGrpcEndpoint {
  private final StockService stock;
  private final CallerProof proof;

  StockGrpcEndpoint(StockService stock, CallerProof proof) {
    this.stock = stock;
    this.proof = proof;
  }

  BranchEndpoint endpoint(LateCalls lateCalls) {
    return BranchEndpoint.of(
            stockGrpcService.SERVICE_NAME, stockGrpcService.SERVICE_DESCRIPTOR, proof, lateCalls)
        .action(stockGrpcService.StockDeduct, StockDeductReply.getDefaultInstance(), this::deduct)
        .compensate(
            stockGrpcService.StockDeductRevert,
            StockDeductRevertReply.getDefaultInstance(),
            this::revert);
  }

  private Future<Void> deduct(BranchContext branch, StockDeductRequest request) {
    return stock.deduct(branch, request.getProductID(), request.getProductCount());
  }

  private Future<Void> revert(BranchContext branch, StockDeductRevertRequest request) {
    return stock.revert(branch, request.getProductID(), request.getProductCount());
  }
}
