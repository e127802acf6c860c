package eshop.coordinator;

import eshop.coordinator.model.BranchResult;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import eshop.platform.grpc.LocalMethods;
import eshop.platform.net.EndpointList;
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
  /** Who is told of calls that ended without a clear answer. */
  @FunctionalInterface
  interface Unanswered {
    /**
     * Notes one.
     *
     * @param host of an HTTP branch with its scheme: {@code http://10.0.0.7}
     * @param unreachable there was no connection
     */
    void note(String host, int port, boolean unreachable);
  }

  private final AllowedHosts allowed;
  private final int requestTimeoutS;
  private final LocalBranchCaller local;
  private final GrpcBranchCaller grpc;
  private final HttpBranchCaller http;
  private Unanswered unanswered = (host, port, unreachable) -> {};

  UrlBranchCaller(Vertx vertx, LocalMethods localMethods, CoordinatorConfig config) {
    allowed = config.allowedHosts();
    requestTimeoutS = config.requestTimeout();
    local = new LocalBranchCaller(localMethods);
    grpc = new GrpcBranchCaller(vertx, config.connectionsPerBranch(), config.branchTls());
    http = new HttpBranchCaller(vertx, config.connectionsPerBranch());
  }

  @Override
  public Future<BranchResult> call(TransGlobal global, TransBranch branch) {
    if (isJsonRpc(global, branch)) {
      return Future.succeededFuture(new BranchResult.Unknown("JSON-RPC is left to dtm"));
    }
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

  /** Only dtm takes such sagas in; one of its rows must not be called as if it were plain HTTP. */
  private static boolean isJsonRpc(TransGlobal global, TransBranch branch) {
    return global.protocol().equals("json-rpc") && branch.url().contains("method");
  }

  /** From now on this one is told. */
  void tell(Unanswered listener) {
    unanswered = listener;
  }

  /** Asks a host as its branches are called; the name is that which was noted. */
  AwayHosts.Probe probe() {
    AwayHosts.Probe overGrpc = grpc.probe()::serves;
    AwayHosts.Probe overHttp = http.probe();
    return (host, port) -> (host.contains("://") ? overHttp : overGrpc).serves(host, port);
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
          .onComplete((result, failure) -> note(target.at(), result, failure));
    }
    if (url instanceof BranchUrl.Http target) {
      return http.call(target, global, branch, timeoutMs)
          .onComplete((result, failure) -> note(target.origin(), target.port(), result, failure));
    }
    return Future.succeededFuture(new BranchResult.Success());
  }

  private void note(EndpointList at, BranchResult result, Throwable failure) {
    at.hosts().forEach(host -> note(host.host(), host.port(), result, failure));
  }

  private void note(String host, int port, BranchResult result, Throwable failure) {
    if (failure != null || result instanceof BranchResult.Unknown) {
      unanswered.note(host, port, isOfTheConnection(failure));
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
