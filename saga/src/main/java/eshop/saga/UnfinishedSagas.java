package eshop.saga;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** The old sagas that have not ended, asked of the transaction manager. */
final class UnfinishedSagas {
  /** More cannot be told apart from a manager in trouble, and are not kept in memory. */
  static final int MAX = 10_000;

  /**
   * In the order in which a saga passes through them: one that moves on while it is asked about is
   * found in the next, and cannot slip through.
   */
  private static final List<String> STATUSES = List.of("prepared", "submitted", "aborting");

  private final DtmQuery query;

  UnfinishedSagas(DtmQuery query) {
    this.query = query;
  }

  /**
   * The gids of all transactions, of whatever type, that were created until then and have not
   * ended.
   *
   * @return fails with {@link DtmFailure} when the manager cannot be asked, its answer makes no
   *     sense, or there are more than {@link #MAX}: never a part of them
   */
  Future<Set<String>> createdUntil(Instant until) {
    List<String> gids = new ArrayList<>();
    return of(STATUSES.iterator(), until, gids).map(done -> Set.copyOf(gids));
  }

  private Future<Void> of(Iterator<String> statuses, Instant until, List<String> gids) {
    return statuses.hasNext()
        ? pages(statuses.next(), until, "", gids).compose(done -> of(statuses, until, gids))
        : Future.succeededFuture();
  }

  private Future<Void> pages(String status, Instant until, String position, List<String> gids) {
    return query
        .list(status, until, position)
        .compose(
            page -> {
              gids.addAll(page.gids());
              if (gids.size() > MAX) {
                return Future.failedFuture(tooMany());
              }
              boolean last = page.nextPosition().isEmpty() || page.gids().isEmpty();
              return last
                  ? Future.succeededFuture()
                  : pages(status, until, page.nextPosition(), gids);
            });
  }

  private static DtmFailure tooMany() {
    return new DtmFailure(
        DtmFailure.Kind.OUTCOME_UNKNOWN, "More than " + MAX + " old sagas are unfinished", null);
  }
}
