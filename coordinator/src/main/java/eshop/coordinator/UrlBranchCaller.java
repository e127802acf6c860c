package eshop.coordinator;

import eshop.coordinator.model.BranchResult;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;

/**
 * Calls a branch over what its URL asks for, if its host is allowed. The host is checked again at
 * every call, not only at submit: rows may have been written by dtm, or before the setting changed.
 */
final class UrlBranchCaller implements BranchCaller {
  /** Who is told of calls of gRPC branches that ended without a clear answer. */
  @FunctionalInterface
  interface Unanswered {
    void note(String host, int port, boolean unreachable);
  }

  private final AllowedHosts allowed;
  private final int requestTimeoutS;
  private final LocalBranchCaller local;
  private final GrpcBranchCaller grpc;
  private final HttpBranchCaller http;
  private Unanswered unanswered = (host, port, unreachable) -> {};

  UrlBranchCaller(Vertx vertx, CoordinatorConfig config) {
    allowed = config.allowedHosts();
    requestTimeoutS = config.requestTimeout();
    local = new LocalBranchCaller(vertx);
    grpc = new GrpcBranchCaller(vertx, config.connectionsPerBranch(), config.branchTls());
    http = new HttpBranchCaller(vertx, config.connectionsPerBranch());
  }

  @Override
  public Future<BranchResult> call(TransGlobal global, TransBranch branch) {
    try {
      BranchUrl url = BranchUrl.parse(branch.url(), global.protocol());
      allowed.check(url);
      return call(url, global, branch)
          .map(result -> worded(result, branch))
          .otherwise(UrlBranchCaller::unknown);
    } catch (RuntimeException e) {
      return Future.succeededFuture(unknown(e));
    }
  }

  /** From now on this one is told. */
  void tell(Unanswered listener) {
    unanswered = listener;
  }

  AwayHosts.Probe probe() {
    return grpc.probe();
  }

  Future<Void> close() {
    return Future.join(grpc.close(), http.close()).mapEmpty();
  }

  private Future<BranchResult> call(BranchUrl url, TransGlobal global, TransBranch branch) {
    long timeoutMs = timeoutMs(global);
    if (url instanceof BranchUrl.Grpc target) {
      return local
          .call(global, branch, timeoutMs)
          .orElseGet(() -> grpc.call(target, global, branch, timeoutMs))
          .onComplete((result, failure) -> note(target, result, failure));
    }
    if (url instanceof BranchUrl.Http target) {
      return http.call(target, global, branch, timeoutMs);
    }
    return Future.succeededFuture(new BranchResult.Success());
  }

  private void note(BranchUrl.Grpc target, BranchResult result, Throwable failure) {
    if (failure != null || result instanceof BranchResult.Unknown) {
      boolean unreachable = isOfTheConnection(failure);
      target.at().hosts().forEach(at -> unanswered.note(at.host(), at.port(), unreachable));
    }
  }

  private static boolean isOfTheConnection(Throwable failure) {
    return failure instanceof IOException
        || failure instanceof HttpClosedException
        || failure instanceof StreamResetException;
  }

  private long timeoutMs(TransGlobal global) {
    long seconds = global.options().requestTimeout();
    return 1_000 * (seconds > 0 ? seconds : requestTimeoutS);
  }

  /** dtm puts these words around what the branch said before they become the rollback reason. */
  private static BranchResult worded(BranchResult result, TransBranch branch) {
    if (result instanceof BranchResult.Failure failure) {
      String said = failure.message();
      String once = said.endsWith(" FAILURE") ? said : said + " FAILURE";
      return new BranchResult.Failure("url:" + branch.url() + " return failed: " + once);
    }
    return result;
  }

  private static BranchResult unknown(Throwable e) {
    String message = e.getMessage();
    return new BranchResult.Unknown(message == null ? e.getClass().getSimpleName() : message);
  }
}
