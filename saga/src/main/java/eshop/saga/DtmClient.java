package eshop.saga;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Hands sagas to the transaction manager over its gRPC API. */
public final class DtmClient {
  private DtmClient() {}

  /** A client on the given Vert.x; close it when done. */
  public static DtmClient create(Vertx vertx, DtmConfig config) {
    return new DtmClient();
  }

  /** A gid made by the manager; fails with {@link DtmFailure}. */
  public Future<String> newGid() {
    return Future.failedFuture(new UnsupportedOperationException());
  }

  /**
   * Hands the saga over. Submitting the same gid again while it runs is harmless.
   *
   * @return completes once the manager has stored the saga (with waitResult: once it has
   *     succeeded); fails with {@link DtmFailure}
   */
  public Future<Void> submit(Saga saga) {
    return Future.failedFuture(new UnsupportedOperationException());
  }

  /** Closes the connections. */
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
