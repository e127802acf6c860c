package eshop.systemtest.fault;

import eshop.faults.OrderLoad;
import eshop.faults.TcpProxy;
import eshop.mariadb.EmbeddedMariaDb;
import eshop.node.FreePorts;
import eshop.node.books.BooksConfig;
import eshop.platform.db.DatabaseConfig;
import eshop.platform.db.DatabaseTls;
import eshop.systemtest.NodeProcess;
import eshop.systemtest.conformance.ManagerProcess;
import eshop.testkit.OwnCluster;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The four services and a gateway in one node, with a real dtm on the same database server. */
final class ServicesWithDtm implements FaultWorld {
  private static final int SUPPLY = 100_000_000;
  private static final List<String> SERVICES = List.of("order", "stock", "coupon", "pay");

  private final FaultyDatabase database;
  private final TcpProxy proxy;
  private final ManagerProcess dtm;
  private final NodeProcess node;
  private final int gatewayPort = FreePorts.next();
  private final int managementPort = FreePorts.next();

  ServicesWithDtm(Path folder) throws IOException {
    database = new FaultyDatabase(folder.resolve("db"));
    proxy = TcpProxy.to("127.0.0.1", database.port());
    DatabaseConfig dtmTables =
        DatabaseConfig.at(
            "127.0.0.1", database.port(), EmbeddedMariaDb.USER, database.password(), "dtm", null);
    ManagerProcess.makeTables(dtmTables, database::update);
    dtm =
        ManagerProcess.dtm(
            "127.0.0.1", database.port(), EmbeddedMariaDb.USER, database.password(), "dtm");
    node =
        NodeProcess.launch(
                folder.resolve("node"),
                List.of(),
                Map.of("ESHOP_DATABASE_PASSWORD", database.password()),
                arguments(folder))
            .awaitReady();
    database.update(
        "UPDATE eshop_stock.stock SET stock = stock + %d, supplied = supplied + %d WHERE product_id = 2"
            .formatted(SUPPLY, SUPPLY));
    FaultRun.warmUp(submit());
  }

  FaultyDatabase database() {
    return database;
  }

  /** Between the services and the database; dtm has a way of its own. */
  TcpProxy proxy() {
    return proxy;
  }

  @Override
  public List<URI> submit() {
    return OrderLoad.submitAt("http://127.0.0.1:" + gatewayPort);
  }

  @Override
  public List<RunningNode> nodes() {
    return List.of(new RunningNode(node, "http://127.0.0.1:" + managementPort));
  }

  @Override
  public BooksConfig books() {
    return new BooksConfig(
        "127.0.0.1",
        database.port(),
        EmbeddedMariaDb.USER,
        database.password(),
        DatabaseTls.NONE,
        BooksConfig.Schemas.DEFAULTS);
  }

  @Override
  public long connections() {
    return database.connections();
  }

  /** dtm may have forty. */
  @Override
  public int connectionsMoreMax() {
    return 60;
  }

  @Override
  public void close() throws IOException {
    node.kill();
    dtm.close();
    proxy.close();
    database.close();
  }

  private List<String> arguments(Path folder) throws IOException {
    Path cluster =
        OwnCluster.in(Files.createDirectories(folder.resolve("cluster")), FreePorts.next(), 1);
    List<String> settings =
        new ArrayList<>(
            List.of(
                "verticles=order,stock,coupon,pay,gateway",
                "database.embedded=false",
                "database.port=" + proxy.port(),
                "database.user=" + EmbeddedMariaDb.USER,
                "cluster.config=" + cluster,
                "gateway.port=" + gatewayPort,
                "management.port=" + managementPort,
                "dtm.grpc=127.0.0.1:" + dtm.manager().grpc().port(),
                "dtm.http=127.0.0.1:" + dtm.manager().http().port()));
    for (String service : SERVICES) {
      int port = FreePorts.next();
      settings.add(service + ".grpc.port=" + port);
      settings.add("order.branches." + service + "=127.0.0.1:" + port);
    }
    List<String> arguments = new ArrayList<>();
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return arguments;
  }
}
