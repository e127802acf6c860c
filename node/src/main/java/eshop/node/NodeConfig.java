package eshop.node;

import static eshop.platform.config.Rule.notBlank;
import static eshop.platform.config.Rule.orDefault;

import eshop.node.books.Book;
import eshop.node.books.BooksConfig;
import eshop.platform.config.ConfigException;
import eshop.platform.config.ConfigReader;
import eshop.platform.config.Loopback;
import eshop.platform.config.Rule;
import eshop.platform.db.DatabaseConfig;
import eshop.platform.db.DatabaseTls;
import eshop.platform.management.ManagementConfig;
import eshop.saga.ProofConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;

/**
 * A node's settings, put together and checked. What belongs to one verticle stays a section of
 * keys: the verticle reads it with its own record when it starts.
 *
 * @param verticles what runs here
 * @param dataDir where the embedded MariaDB keeps its data, absolute
 * @param database true: embedded
 * @param eventLoops threads that do all the work, 1 or more
 */
public record NodeConfig(
    Set<VerticleName> verticles,
    Path dataDir,
    int eventLoops,
    Cluster cluster,
    Stop stop,
    Database database,
    ManagementConfig management,
    JsonObject sections) {

  private static final int EVENT_LOOPS_MAX = 64;

  /**
   * Hazelcast's file (empty: the built-in one), where the event bus listens (port 0: any), and
   * whether nodes of this machine share the ports of their other servers.
   */
  record Cluster(String config, String host, Integer port, Boolean reusePort) {
    Cluster {
      host = notBlank("host", host);
      port = Rule.port("port", port);
    }
  }

  /**
   * How a node ends.
   *
   * @param announceMs how long it still serves after it has said that it leaves
   * @param drainS how long all that is under way may then take
   */
  record Stop(Integer announceMs, Integer drainS) {
    Stop {
      announceMs = Rule.between("announceMs", announceMs, 0, 60_000);
      drainS = Rule.between("drainS", drainS, 1, 600);
    }
  }

  /** The database server of every service that does not name its own. */
  record Database(
      Boolean embedded,
      String host,
      Integer port,
      String user,
      String password,
      Integer poolSize,
      Integer maxWaitQueue,
      Integer connectTimeoutMs,
      Integer waitTimeoutMs,
      Integer transactionTimeoutMs,
      DatabaseTls tls) {
    Database {
      host = notBlank("host", host);
      port = Rule.port("port", port);
      tls = orDefault(tls, DatabaseTls.NONE);
      if (embedded && tls.on()) {
        throw new IllegalArgumentException(
            "tls: the embedded MariaDB is called within this machine and speaks none");
      }
    }

    /** The keys that every service's section starts from. */
    JsonObject connection() {
      return new JsonObject()
          .put("host", host)
          .put("port", port)
          .put("user", user)
          .put("password", password)
          .put("poolSize", poolSize)
          .put("maxWaitQueue", maxWaitQueue)
          .put("connectTimeoutMs", connectTimeoutMs)
          .put("waitTimeoutMs", waitTimeoutMs)
          .put("transactionTimeoutMs", transactionTimeoutMs)
          .put("tls", tls.toJson());
    }

    Database withServer(int serverPort, String serverUser, String serverPassword) {
      return new Database(
          embedded,
          host,
          serverPort,
          serverUser,
          serverPassword,
          poolSize,
          maxWaitQueue,
          connectTimeoutMs,
          waitTimeoutMs,
          transactionTimeoutMs,
          tls);
    }
  }

  /**
   * Checks what the layers came to.
   *
   * @param home what a relative data folder is relative to
   */
  static NodeConfig of(ConfigTree tree, Path home) {
    JsonObject all = tree.values();
    Database database =
        ConfigReader.read(all.getJsonObject("database"), Database.class, "database");
    if (database.embedded() && !database.host().equals("127.0.0.1")) {
      throw new ConfigException(
          "database.host: the embedded MariaDB listens on 127.0.0.1 only;"
              + " set database.embedded to false (--db) for a server elsewhere");
    }
    all.put("proof", ProofKeys.read(all.getJsonObject("proof")));
    Set<VerticleName> verticles = verticles(all.getJsonArray("verticles"));
    checkBranchesCanBeCalled(all, verticles);
    return new NodeConfig(
        verticles,
        dataDir(all.getString("dataDir"), home),
        eventLoops(all.getInteger("eventLoops")),
        ConfigReader.read(all.getJsonObject("cluster"), Cluster.class, "cluster"),
        ConfigReader.read(all.getJsonObject("stop"), Stop.class, "stop"),
        database,
        ConfigReader.read(all.getJsonObject("management"), ManagementConfig.class, "management"),
        all);
  }

  /** The order verticle checks its own TLS; of the others only the node knows. */
  private static void checkBranchesCanBeCalled(JsonObject all, Set<VerticleName> verticles) {
    String protocol = all.getJsonObject("order").getJsonObject("saga").getString("protocol");
    if (!verticles.contains(VerticleName.ORDER) || !"http".equals(protocol)) {
      return;
    }
    for (VerticleName service : verticles) {
      if (service.hasBranches()
          && !tlsOf(all.getJsonObject(service.section())).getString("cert", "").isEmpty()) {
        throw new ConfigException(
            "order.saga.protocol http calls branches without TLS, so %s.grpc.tls cannot be set with it; use order.saga.protocol grpc"
                .formatted(service.section()));
      }
    }
  }

  private static JsonObject tlsOf(JsonObject service) {
    return service.getJsonObject("grpc").getJsonObject("tls", new JsonObject());
  }

  /** The configuration of one verticle, complete with what it shares with others. */
  JsonObject sectionOf(VerticleName verticle, Database server) {
    JsonObject section = sections.getJsonObject(verticle.section()).copy();
    if (verticle.hasDatabase()) {
      JsonObject connection = server.connection();
      connection.mergeIn(section.getJsonObject("database", new JsonObject()), true);
      section.put("database", connection);
    }
    if (verticle.hasBranches()) {
      section.getJsonObject("grpc").put("reusePort", cluster.reusePort());
    } else if (verticle != VerticleName.BRIDGE) {
      section.put("reusePort", cluster.reusePort());
    }
    if (verticle.hasBranches()) {
      section.put("dtm", sections.getJsonObject("dtm").copy());
      section.put("housekeeping", sections.getJsonObject("housekeeping").copy());
      section.put("proof", sections.getJsonObject("proof").copy());
    }
    return section;
  }

  /** Settings from a command line, as {@code ./run} takes it, and the process's environment. */
  public static NodeConfig parse(String... arguments) {
    return parse(System.getenv(), arguments);
  }

  /** The same with another environment, such as that of a container. */
  public static NodeConfig parse(Map<String, String> environment, String... arguments) {
    NodeOptions options = new NodeOptions();
    new CommandLine(options).parseArgs(arguments);
    return options.toConfig(environment);
  }

  /** Where the embedded MariaDB keeps its data and its password. */
  Path databaseDir() {
    return dataDir.resolve("mariadb");
  }

  /**
   * Where the tables of all services are. A service whose password is known here is read by its own
   * account, any other by the account of the server.
   */
  BooksConfig books(Database server) {
    return new BooksConfig(
        Map.of(
            Book.ORDER, book(VerticleName.ORDER, server),
            Book.STOCK, book(VerticleName.STOCK, server),
            Book.COUPON, book(VerticleName.COUPON, server),
            Book.PAY, book(VerticleName.PAY, server),
            Book.DTM, book(VerticleName.COORDINATOR, server)));
  }

  private DatabaseConfig book(VerticleName service, Database server) {
    JsonObject own = sections.getJsonObject(service.section()).getJsonObject("database");
    JsonObject database = sectionOf(service, server).getJsonObject("database").copy();
    if (own.getString("password", "").isEmpty()) {
      database.put("user", server.user()).put("password", server.password());
    }
    return ConfigReader.read(database, DatabaseConfig.class, service.section() + ".database");
  }

  /** The keys of the proof that branch calls carry. */
  public ProofConfig proof() {
    return ConfigReader.read(sections.getJsonObject("proof"), ProofConfig.class, "proof");
  }

  /** The {@code host:port} that data of this node's services goes to unencrypted over a network. */
  Set<String> plainDatabases(Database server) {
    Set<String> plain = new TreeSet<>();
    for (VerticleName verticle : verticles) {
      if (verticle.hasDatabase()) {
        JsonObject used = sectionOf(verticle, server).getJsonObject("database");
        DatabaseConfig database = ConfigReader.read(used, DatabaseConfig.class, "database");
        if (!database.tls().on() && !Loopback.is(database.host())) {
          plain.add(database.host() + ":" + database.port());
        }
      }
    }
    return plain;
  }

  private static Path dataDir(String value, Path home) {
    if (value.isBlank()) {
      throw new ConfigException("dataDir must not be empty (--data-dir)");
    }
    return home.resolve(value).toAbsolutePath().normalize();
  }

  /** By itself half of the processors: the database needs the others. */
  private static int eventLoops(int configured) {
    int chosen = Rule.between("eventLoops", configured, 0, EVENT_LOOPS_MAX);
    return chosen > 0
        ? chosen
        : Math.min(EVENT_LOOPS_MAX, Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
  }

  private static Set<VerticleName> verticles(JsonArray names) {
    Set<VerticleName> verticles = EnumSet.noneOf(VerticleName.class);
    names.forEach(name -> verticles.add(VerticleName.of(String.valueOf(name))));
    if (verticles.isEmpty()) {
      throw new ConfigException("verticles: at least one must run in a node");
    }
    return verticles;
  }
}
