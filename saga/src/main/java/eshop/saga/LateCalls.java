package eshop.saga;

import eshop.platform.log.RepeatedCause;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops branch calls that arrive so late that their barrier rows may have been removed: without its
 * row a repeated action would take effect a second time, and an action whose compensation went
 * ahead of it would take effect for ever.
 *
 * <p>A gid that is a ULID tells its age. Younger than {@link #ASKED_AFTER}, no row of its saga can
 * have been removed: the barrier alone decides. Older, the transaction manager is asked first. Has
 * the saga ended, or does the manager not know it any more, then the call is a late copy of one
 * that was answered or given up long ago: OK, without effect. Is it unfinished, its rows are all
 * there and the barrier decides. Can the manager not be asked, the call is UNAVAILABLE and may be
 * repeated.
 *
 * <p>The age does not depend on how long rows are kept, so that nodes with different settings, and
 * settings that change, open no gap. A gid that carries no time is never asked about: after its
 * rows are gone, nothing stops a late copy.
 */
public final class LateCalls {
  private static final Logger LOG = LoggerFactory.getLogger(LateCalls.class);
  private static final RepeatedCause UNANSWERED = new RepeatedCause(LOG);

  /** A day less than rows are kept at least, for clocks that differ. */
  static final Duration ASKED_AFTER = Duration.ofDays(HousekeepingConfig.KEEP_DAYS_MIN - 1);

  /** Where rows are kept for ever, the barrier alone is enough. */
  public static final LateCalls NONE = new LateCalls(null, null);

  private final DtmQuery query;
  private final InstantSource clock;

  private LateCalls(DtmQuery query, InstantSource clock) {
    this.query = query;
    this.clock = clock;
  }

  /** Asks the manager behind the query, which stays the caller's to close. */
  static LateCalls askedOf(DtmQuery query, InstantSource clock) {
    return new LateCalls(query, clock);
  }

  /** The handler, reached only by calls that are not too late. */
  <Q> BranchHandler<Q> stopBefore(BranchHandler<Q> handler) {
    if (query == null) {
      return handler;
    }
    return (branch, request) ->
        mayBeTooLate(branch.gid())
            ? isUnfinished(branch)
                .compose(
                    unfinished ->
                        unfinished ? handler.handle(branch, request) : Future.succeededFuture())
            : handler.handle(branch, request);
  }

  private boolean mayBeTooLate(String gid) {
    long createdMs = GidTime.ms(gid);
    return createdMs != GidTime.NONE && createdMs < clock.millis() - ASKED_AFTER.toMillis();
  }

  private Future<Boolean> isUnfinished(BranchContext branch) {
    return query
        .query(branch.gid())
        .map(saga -> saga.isPresent() && !saga.get().isFinal())
        .onSuccess(unfinished -> tell(branch, unfinished))
        .recover(e -> Future.failedFuture(notAsked(branch, e)));
  }

  private static void tell(BranchContext branch, boolean unfinished) {
    if (!unfinished) {
      LOG.info(
          "late {} of branch {} of saga {}, which has ended: without effect",
          branch.op().word(),
          branch.branchId(),
          branch.gid());
    }
  }

  private static StatusException notAsked(BranchContext branch, Throwable e) {
    UNANSWERED.occurred(
        "old saga %s cannot be asked about: %s".formatted(branch.gid(), e.getMessage()));
    return new StatusException(
        GrpcStatus.UNAVAILABLE, "The transaction manager cannot be asked about this old saga now");
  }
}
