package eshop.coordinator;

import eshop.coordinator.model.BranchResult;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import eshop.platform.grpc.LocalMethods;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.server.StatusException;
import java.util.Optional;

/**
 * Calls branches that are served by this very process, without a socket between. It is a shorter
 * way to the same method: metadata, bytes, time limit and statuses are those of a gRPC call.
 */
final class LocalBranchCaller {
  private final LocalMethods methods;

  LocalBranchCaller(LocalMethods methods) {
    this.methods = methods;
  }

  /** Empty when the branch is not served here. A failed future means unknown. */
  Optional<Future<BranchResult>> call(TransGlobal global, TransBranch branch, long timeoutMs) {
    MultiMap metadata = MultiMap.caseInsensitiveMultiMap();
    BranchMetadata.write(metadata, global, branch);
    return methods
        .call(branch.url(), metadata, Buffer.buffer(branch.payload().toByteArray()), timeoutMs)
        .map(
            answer ->
                answer
                    .<BranchResult>map(done -> new BranchResult.Success())
                    .recover(LocalBranchCaller::result));
  }

  private static Future<BranchResult> result(Throwable failure) {
    if (failure instanceof StatusException status) {
      String message = status.message() == null ? "" : status.message();
      return Future.succeededFuture(GrpcBranchCaller.result(status.status(), message));
    }
    return Future.failedFuture(failure);
  }
}
