package eshop.saga;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;

/** Asks the transaction manager over its HTTP API where a saga stands. */
public final class DtmQuery {
  private DtmQuery() {}

  /** A client on the given Vert.x; close it when done. */
  public static DtmQuery create(Vertx vertx, DtmConfig config) {
    return new DtmQuery();
  }

  /** Where the saga stands, empty when the manager does not know it; fails with DtmFailure. */
  public Future<Optional<TransStatus>> query(String gid) {
    return Future.failedFuture(new UnsupportedOperationException());
  }

  /** Closes the connections. */
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
