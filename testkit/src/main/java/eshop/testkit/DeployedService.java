package eshop.testkit;

import eshop.testkit.BranchCaller.Answer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.ServiceMethod;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A service's verticle, deployed for one test class in front of a fresh schema of a real database,
 * and the ways to it from outside: branch calls over gRPC, requests on the event bus, SQL.
 *
 * @param <V> the verticle
 */
public final class DeployedService<V extends VerticleBase>
    implements BeforeAllCallback, AfterAllCallback {
  private static final long DEADLINE_S = 30;
  private static final AtomicLong GIDS = new AtomicLong();

  private final Function<Vertx, V> verticle;
  private final ToIntFunction<V> grpcPort;
  private final Supplier<JsonObject> neighbours;
  private final RealMariaDb db = new RealMariaDb();

  private Vertx vertx;
  private String schema;
  private String deployment;
  private int port;
  private BranchCaller branches;

  /** To be registered as a static extension. */
  public DeployedService(Function<Vertx, V> verticle, ToIntFunction<V> grpcPort) {
    this(verticle, grpcPort, JsonObject::new);
  }

  /**
   * For a service that calls others.
   *
   * @param neighbours settings that say where those are, asked for just before the deployment
   */
  public DeployedService(
      Function<Vertx, V> verticle, ToIntFunction<V> grpcPort, Supplier<JsonObject> neighbours) {
    this.verticle = verticle;
    this.grpcPort = grpcPort;
    this.neighbours = neighbours;
  }

  @Override
  public void beforeAll(ExtensionContext test) {
    vertx = Vertx.vertx();
    V instance = verticle.apply(vertx);
    schema = db.newSchemaName("service");
    deployment = await(vertx.deployVerticle(instance, new DeploymentOptions().setConfig(config())));
    port = grpcPort.applyAsInt(instance);
    branches = new BranchCaller(vertx, port);
  }

  /** Undeploys first, so that a verticle that does not stop cleanly is seen. */
  @Override
  public void afterAll(ExtensionContext test) {
    await(vertx.undeploy(deployment));
    await(vertx.close());
  }

  /** The Vertx the verticle runs on. */
  public Vertx vertx() {
    return vertx;
  }

  /** The gRPC port on 127.0.0.1, for calls that are no branch calls. */
  public int grpcPort() {
    return port;
  }

  /** Calls an action and waits for the answer. */
  public <Q, R> Answer action(ServiceMethod<R, Q> method, String gid, Q request) {
    return await(branches.action(method, gid, request));
  }

  /** Calls a compensation and waits for the answer. */
  public <Q, R> Answer compensate(ServiceMethod<R, Q> method, String gid, Q request) {
    return await(branches.compensate(method, gid, request));
  }

  /** Starts that many calls at once and waits for all answers. */
  public List<Answer> inParallel(int calls, Function<BranchCaller, Future<Answer>> call) {
    List<Future<Answer>> answers =
        Stream.generate(() -> call.apply(branches)).limit(calls).toList();
    return await(Future.all(answers)).list();
  }

  /** A request on the event bus; throws what it fails with. */
  public JsonObject ask(String address, JsonObject body) {
    return await(vertx.eventBus().<JsonObject>request(address, body)).body();
  }

  /** The health of the gRPC service with that full name: SERVING or NOT_SERVING. */
  public String health(String grpcService) {
    return await(branches.health(grpcService));
  }

  /** A gid that no other test of this JVM uses. */
  public static String newGid() {
    return "gid-" + GIDS.incrementAndGet();
  }

  /** The result's future value, waiting for it with a generous deadline. */
  public static <T> T await(Future<T> result) {
    try {
      return result.toCompletionStage().toCompletableFuture().get(DEADLINE_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException("no result within " + DEADLINE_S + " s", e);
    }
  }

  /** The single value of a query on the service's schema, as text; null for NULL or no row. */
  public String value(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** How many barrier rows the saga has left. */
  public int barrierRows(String gid) {
    return Integer.parseInt(value("SELECT COUNT(*) FROM barrier WHERE gid = '%s'".formatted(gid)));
  }

  /** Changes rows of the service's schema, as an operator or another program would. */
  public void update(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private Connection connect() throws SQLException {
    Connection connection = db.connect();
    connection.setCatalog(schema);
    return connection;
  }

  private JsonObject config() {
    JsonObject database =
        new JsonObject()
            .put("host", db.host())
            .put("port", db.port())
            .put("user", db.user())
            .put("password", db.password())
            .put("schema", schema);
    return new JsonObject()
        .put("grpc", new JsonObject().put("port", 0))
        .put("database", database)
        .mergeIn(neighbours.get());
  }
}
