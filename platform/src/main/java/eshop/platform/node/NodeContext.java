package eshop.platform.node;

import eshop.platform.bus.LocalAddresses;
import eshop.platform.db.Databases;
import eshop.platform.db.WriteQueues;
import eshop.platform.grpc.LocalMethods;
import eshop.platform.management.Readiness;
import eshop.platform.management.ShutdownSignal;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.Vertx;

/**
 * What the verticles of one node share. The launcher makes one and hands it to each verticle's
 * constructor. All parts are thread-safe.
 *
 * @param vertx the node's
 * @param meters where meters are registered
 * @param readiness the checks behind {@code /ready}
 * @param shutdown whether the node is about to stop
 * @param localMethods gRPC methods that are served in this process
 * @param localAddresses event-bus addresses that are served in this process
 * @param databases opens connection pools
 * @param writeQueues watches the queues of writes
 */
public record NodeContext(
    Vertx vertx,
    MeterRegistry meters,
    Readiness readiness,
    ShutdownSignal shutdown,
    LocalMethods localMethods,
    LocalAddresses localAddresses,
    Databases databases,
    WriteQueues writeQueues) {
  /** More than a transaction may take, and the one it had to wait for. */
  private static final long WRITE_AGE_LIMIT_MS = 20_000;

  /** A context whose meters nobody reads. */
  public static NodeContext of(Vertx vertx) {
    return of(vertx, new CompositeMeterRegistry());
  }

  /** A context in which nothing is registered yet. */
  public static NodeContext of(Vertx vertx, MeterRegistry meters) {
    return new NodeContext(
        vertx,
        meters,
        new Readiness(),
        new ShutdownSignal(),
        new LocalMethods(vertx),
        new LocalAddresses(),
        new Databases(vertx),
        new WriteQueues(vertx, meters, WRITE_AGE_LIMIT_MS));
  }
}
