package eshop.systemtest.conformance;

import static org.awaitility.Awaitility.await;

import eshop.platform.config.ConfigReader;
import eshop.platform.db.DatabaseConfig;
import eshop.platform.db.SchemaMigration;
import eshop.testkit.RealMariaDb;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A transaction manager as a process of its own on a schema of the tests' database: one that can be
 * killed in the middle of its work.
 */
public final class ManagerProcess implements AutoCloseable {
  /** Names the program of a real dtm, which is then started with dtm's own environment. */
  public static final String COMMAND_KEY = "dtm.command";

  private static final Path REPOSITORY =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();

  private static final String HOST = "127.0.0.1";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /** dtm's default of 500 is more than the tests' database has. */
  private static final String CONNECTIONS = "40";

  private final Process process;
  private final TransactionManager manager;

  private ManagerProcess(Process process, TransactionManager manager) {
    this.process = process;
    this.manager = manager;
  }

  /** A real dtm on a schema of its own; empty when no program is named. */
  static Optional<ManagerProcess> dtmIfGiven() {
    if (System.getProperty(COMMAND_KEY, "").isEmpty()) {
      return Optional.empty();
    }
    RealMariaDb db = new RealMariaDb();
    return Optional.of(dtm(db, dtmSchema(db)));
  }

  /** A schema with the tables that an administrator makes for dtm. */
  static String dtmSchema(RealMariaDb db) {
    String schema = db.newSchemaName("dtm");
    DatabaseConfig database =
        ConfigReader.read(
            EmbeddedCoordinator.database(db, schema), DatabaseConfig.class, "database");
    makeTables(database, db::update);
    return schema;
  }

  /**
   * Makes the tables of dtm as an administrator does.
   *
   * @param update runs one statement
   */
  public static void makeTables(DatabaseConfig database, Consumer<String> update) {
    Vertx vertx = Vertx.vertx();
    try {
      SchemaMigration.migrate(vertx, database, "dtm").await(60, TimeUnit.SECONDS);
      String topics = Files.readString(REPOSITORY.resolve("sql/dtm-topics.sql"));
      update.accept("DROP TABLE " + database.schema() + ".flyway_schema_history");
      update.accept(topics.replace("EXISTS kv", "EXISTS " + database.schema() + ".kv"));
    } catch (IOException | TimeoutException e) {
      throw new IllegalStateException("no schema for dtm", e);
    } finally {
      vertx.close();
    }
  }

  /** A real dtm with its default configuration but for addresses and connections. */
  static ManagerProcess dtm(RealMariaDb db, String schema) {
    return dtm(db.host(), db.port(), db.user(), db.password(), schema);
  }

  /** The same on a database that is not of this JVM's tests. */
  public static ManagerProcess dtm(
      String host, int port, String user, String password, String schema) {
    int http = freePort();
    int grpc = freePort();
    ProcessBuilder builder = new ProcessBuilder(System.getProperty(COMMAND_KEY));
    builder
        .environment()
        .putAll(
            Map.ofEntries(
                Map.entry("STORE_DRIVER", "mysql"),
                Map.entry("STORE_HOST", host),
                Map.entry("STORE_PORT", String.valueOf(port)),
                Map.entry("STORE_USER", user),
                Map.entry("STORE_PASSWORD", password),
                Map.entry("STORE_DB", schema),
                Map.entry("STORE_MAX_OPEN_CONNS", CONNECTIONS),
                Map.entry("STORE_MAX_IDLE_CONNS", CONNECTIONS),
                Map.entry("HTTP_PORT", String.valueOf(http)),
                Map.entry("GRPC_PORT", String.valueOf(grpc)),
                Map.entry("JSON_RPC_PORT", String.valueOf(freePort())),
                Map.entry("LOG_LEVEL", "error")));
    return start(builder, grpc, http);
  }

  /** The coordinator with its default configuration but for addresses. */
  static ManagerProcess coordinator(RealMariaDb db, String schema) {
    int http = freePort();
    int grpc = freePort();
    JsonObject config =
        new JsonObject()
            .put("grpcPort", grpc)
            .put("httpPort", http)
            .put("database", EmbeddedCoordinator.database(db, schema));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
            java,
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            EmbeddedCoordinator.class.getName());
    builder.environment().put(EmbeddedCoordinator.CONFIG, config.encode());
    return start(builder, grpc, http);
  }

  public TransactionManager manager() {
    return manager;
  }

  /** Ends it as a power cut would. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }

  private static ManagerProcess start(ProcessBuilder builder, int grpc, int http) {
    try {
      Path folder = Files.createTempDirectory("eshop-manager");
      Path log = folder.resolve("log");
      Process process =
          builder
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      await()
          .atMost(START_LIMIT)
          .until(
              () -> {
                if (!process.isAlive()) {
                  throw new IllegalStateException("it ended: " + Files.readString(log));
                }
                return answers(http);
              });
      return new ManagerProcess(
          process,
          new TransactionManager(
              SocketAddress.inetSocketAddress(grpc, HOST),
              SocketAddress.inetSocketAddress(http, HOST)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean answers(int port) {
    try {
      URI ping = URI.create("http://" + HOST + ":" + port + "/api/ping");
      return ((HttpURLConnection) ping.toURL().openConnection()).getResponseCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
