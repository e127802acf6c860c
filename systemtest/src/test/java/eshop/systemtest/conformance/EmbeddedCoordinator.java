package eshop.systemtest.conformance;

import eshop.coordinator.CoordinatorVerticle;
import eshop.platform.node.NodeContext;
import eshop.testkit.RealMariaDb;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;

/** The transaction manager under test when no other is named: on a real database, all defaults. */
final class EmbeddedCoordinator {
  /** Environment variable with the configuration of {@link #main}. */
  static final String CONFIG = "CONFORMANCE_COORDINATOR";

  private static final String HOST = "127.0.0.1";

  private EmbeddedCoordinator() {}

  /** Runs it in a process of its own, by the configuration in the environment. */
  public static void main(String[] arguments) {
    JsonObject config = new JsonObject(System.getenv(CONFIG));
    Vertx vertx = Vertx.vertx();
    vertx
        .deployVerticle(
            new CoordinatorVerticle(NodeContext.of(vertx)),
            new DeploymentOptions().setConfig(config))
        .onFailure(
            e -> {
              e.printStackTrace();
              vertx.close();
            });
  }

  /** Its database section. */
  static JsonObject database(RealMariaDb db, String schema) {
    return new JsonObject()
        .put("host", db.host())
        .put("port", db.port())
        .put("user", db.user())
        .put("password", db.password())
        .put("schema", schema);
  }

  /** Blocks while the database starts; stops with {@code vertx}. */
  static Future<TransactionManager> start(Vertx vertx) {
    RealMariaDb db = new RealMariaDb();
    JsonObject config =
        new JsonObject()
            .put("grpcPort", 0)
            .put("httpPort", 0)
            .put("database", database(db, db.newSchemaName("dtm")));
    CoordinatorVerticle coordinator = new CoordinatorVerticle(NodeContext.of(vertx));
    return vertx
        .deployVerticle(coordinator, new DeploymentOptions().setConfig(config))
        .map(
            deployed ->
                new TransactionManager(
                    SocketAddress.inetSocketAddress(coordinator.grpcPort(), HOST),
                    SocketAddress.inetSocketAddress(coordinator.httpPort(), HOST)));
  }
}
