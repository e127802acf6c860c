package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.node.FreePorts;
import eshop.node.Node;
import eshop.node.NodeConfig;
import eshop.node.books.BooksChecker;
import eshop.testkit.BranchCaller;
import eshop.testkit.OwnCluster;
import eshop.testkit.RealMariaDb;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A whole node for one test class: all verticles, real sockets on free ports, schemas of its own on
 * a real database. After every test the books are checked, so no scenario can leave them unbalanced
 * unseen.
 */
final class RunningNode implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  static final String[] PORTS = {
    "gateway.port",
    "management.port",
    "order.grpc.port",
    "stock.grpc.port",
    "coupon.grpc.port",
    "pay.grpc.port",
    "coordinator.grpcPort",
    "coordinator.httpPort"
  };

  /** The setting with which sagas and branches speak HTTP. */
  static final String OVER_HTTP = "order.saga.protocol=http";

  /** Those with a database. */
  static final List<String> SERVICES = List.of("order", "stock", "coupon", "pay", "coordinator");

  private final RealMariaDb database = new RealMariaDb();
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private final Map<String, String> schemas = new LinkedHashMap<>();
  private final Map<String, RealMariaDb> databases = new LinkedHashMap<>();
  private final String[] settings;
  private Path cluster;
  private Node node;
  private Shop shop;

  /**
   * A node with some settings changed.
   *
   * @param settings {@code path=value}, as for {@code --set}; a port's key in braces, as in {@code
   *     localhost:{stock.grpc.port}}, stands for that port
   */
  RunningNode(String... settings) {
    this.settings = settings;
    SERVICES.forEach(service -> databases.put(service, database));
  }

  /** Puts the tables of these services on another server. */
  RunningNode with(RealMariaDb server, String... services) {
    for (String service : services) {
      databases.put(service, server);
    }
    return this;
  }

  /** Uses a schema that the test has made, or that has the name it has in production. */
  RunningNode withSchema(String service, String schema) {
    schemas.put(service, schema);
    return this;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    cluster = OwnCluster.in(Files.createTempDirectory("eshop-node"), FreePorts.next(), 1);
    for (String port : PORTS) {
      ports.put(port, FreePorts.next());
    }
    for (String service : SERVICES) {
      schemas.computeIfAbsent(service, database::newSchemaName);
    }
    node = Node.start(NodeConfig.parse(arguments().toArray(String[]::new)));
    shop = new Shop(port("gateway.port"));
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    assertThat(new BooksChecker(node.books()).check(Duration.ofSeconds(30), shop.acknowledged()))
        .as("the books balance")
        .isEmpty();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    node.stop();
    Files.delete(cluster);
    Files.delete(cluster.getParent());
  }

  Shop shop() {
    return shop;
  }

  Tables tables() {
    return new Tables(databases, schemas);
  }

  Node node() {
    return node;
  }

  int port(String key) {
    return ports.get(key);
  }

  /** Whether its sagas and their branches speak HTTP. */
  boolean isOverHttp() {
    return List.of(settings).contains(OVER_HTTP);
  }

  /** Calls a service's branches in the protocol of the node. */
  BranchCaller branches(Vertx vertx, String service) {
    int port = port(service + ".grpc.port");
    return isOverHttp() ? BranchCaller.overHttp(vertx, port) : new BranchCaller(vertx, port);
  }

  /** What the node was started with, for other commands on the same databases. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    set(arguments, "cluster.config=" + cluster);
    set(arguments, "database.embedded=false");
    set(arguments, "database.host=" + database.host());
    set(arguments, "database.port=" + database.port());
    set(arguments, "database.user=" + database.user());
    set(arguments, "database.password=" + database.password());
    ports.forEach((key, port) -> set(arguments, key + "=" + port));
    databases.forEach((service, server) -> reach(arguments, service, server));
    schemas.forEach((service, schema) -> set(arguments, service + ".database.schema=" + schema));
    for (String service : List.of("order", "stock", "coupon", "pay")) {
      set(arguments, "order.branches." + service + "=127.0.0.1:" + port(service + ".grpc.port"));
    }
    set(arguments, "dtm.grpc=127.0.0.1:" + port("coordinator.grpcPort"));
    set(arguments, "dtm.http=127.0.0.1:" + port("coordinator.httpPort"));
    for (String setting : settings) {
      set(arguments, withPorts(setting));
    }
    return arguments;
  }

  private void reach(List<String> arguments, String service, RealMariaDb server) {
    if (server != database) {
      set(arguments, service + ".database.host=" + server.host());
      set(arguments, service + ".database.port=" + server.port());
      set(arguments, service + ".database.user=" + server.user());
      set(arguments, service + ".database.password=" + server.password());
    }
  }

  private String withPorts(String setting) {
    String text = setting;
    for (Map.Entry<String, Integer> port : ports.entrySet()) {
      text = text.replace("{" + port.getKey() + "}", port.getValue().toString());
    }
    return text;
  }

  private static void set(List<String> arguments, String setting) {
    arguments.add("--set");
    arguments.add(setting);
  }
}
