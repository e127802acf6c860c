package eshop.pay;

import eshop.api.pay.v1.CreatePayReply;
import eshop.api.pay.v1.CreatePayRequest;
import eshop.api.pay.v1.CreatePayRevertReply;
import eshop.api.pay.v1.CreatePayRevertRequest;
import eshop.api.pay.v1.payGrpcService;
import eshop.saga.BranchContext;
import eshop.saga.BranchEndpoint;
import eshop.saga.CallerProof;
import eshop.saga.LateCalls;
import io.vertx.core.Future;

/** The pay service over gRPC, as dtm calls it: from message fields to arguments. */
final class PayGrpcEndpoint {
  private final PayService payments;
  private final CallerProof proof;

  PayGrpcEndpoint(PayService payments, CallerProof proof) {
    this.payments = payments;
    this.proof = proof;
  }

  BranchEndpoint endpoint(LateCalls lateCalls) {
    return BranchEndpoint.of(
            payGrpcService.SERVICE_NAME, payGrpcService.SERVICE_DESCRIPTOR, proof, lateCalls)
        .action(payGrpcService.Create, CreatePayReply.getDefaultInstance(), this::create)
        .compensate(
            payGrpcService.CreateRevert, CreatePayRevertReply.getDefaultInstance(), this::revert);
  }

  private Future<Void> create(BranchContext branch, CreatePayRequest request) {
    return payments.create(branch, request.getOrderID(), request.getUserID(), request.getAmount());
  }

  private Future<Void> revert(BranchContext branch, CreatePayRevertRequest request) {
    return payments.revert(branch, request.getOrderID());
  }
}
