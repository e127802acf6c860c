package eshop.saga;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;

/**
 * What a service does so that its barrier table does not grow for ever: it sweeps the table, and
 * stops the calls that come after the broom. Both ask the transaction manager, and nothing is
 * removed or let through on a guess.
 */
public final class BarrierHousekeeping {
  private final DtmQuery query;
  private final LateCalls lateCalls;
  private final BarrierSweeper sweeper;

  private BarrierHousekeeping(DtmQuery query, LateCalls lateCalls, BarrierSweeper sweeper) {
    this.query = query;
    this.lateCalls = lateCalls;
    this.sweeper = sweeper;
  }

  /**
   * Starts sweeping, on the calling verticle's context; {@link #close()} before the pool is closed.
   *
   * @param pool of the service's schema, with UTC as its sessions' time zone
   */
  public static BarrierHousekeeping start(
      Vertx vertx, Pool pool, DtmConfig dtm, HousekeepingConfig config) {
    DtmQuery query = DtmQuery.create(vertx, dtm);
    InstantSource clock = InstantSource.system();
    BarrierSweeper sweeper =
        new BarrierSweeper(
            vertx,
            new BarrierRows(pool, config.batch()),
            new UnfinishedSagas(query),
            config,
            clock);
    if (!config.removes()) {
      return new BarrierHousekeeping(query, LateCalls.NONE, sweeper);
    }
    sweeper.start();
    return new BarrierHousekeeping(query, LateCalls.askedOf(query, clock), sweeper);
  }

  /** For the service's {@link BranchEndpoint}. */
  public LateCalls lateCalls() {
    return lateCalls;
  }

  /** Stops sweeping and closes the connections to the manager. */
  public Future<Void> close() {
    sweeper.stop();
    return query.close();
  }
}
