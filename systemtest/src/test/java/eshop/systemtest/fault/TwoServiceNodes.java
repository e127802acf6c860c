package eshop.systemtest.fault;

import eshop.faults.NetworkLab;
import eshop.faults.OrderLoad;
import eshop.faults.Signals;
import eshop.faults.TcpProxy;
import eshop.mariadb.EmbeddedMariaDb;
import eshop.node.FreePorts;
import eshop.node.books.BooksConfig;
import eshop.platform.db.DatabaseTls;
import eshop.systemtest.NodeProcess;
import eshop.testkit.OwnCluster;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A gateway node and two nodes with all services and a coordinator each, on one external database
 * that they reach through a proxy. Either all are on loopback, or each is a host of a {@link
 * NetworkLab}.
 */
final class TwoServiceNodes implements FaultWorld {
  private static final int SUPPLY = 100_000_000;
  private static final int NODES = 3;
  private static final int GATEWAY = 0;
  private static final String SECRET = "fault-suite:" + "k".repeat(40);
  private static final Map<String, Integer> GRPC_PORTS =
      Map.of("order", 8282, "stock", 28282, "coupon", 18282, "pay", 38282);

  private final Path folder;
  private final FaultyDatabase database;
  private final NetworkLab lab;

  /** Of each node, to the database. The gateway's is not used. */
  private final List<TcpProxy> proxies = new ArrayList<>();

  private final NetworkLab.Service databaseAddress;
  private final List<NetworkLab.Host> hosts = new ArrayList<>();
  private final List<NodeProcess> processes = new ArrayList<>();
  private final Ports ports = new Ports();

  /** On loopback the nodes have ports of their own, in the lab the usual ones. */
  private static final class Ports {
    private final List<Integer> management = new ArrayList<>();
    private final List<Integer> bus = new ArrayList<>();
    private final List<Map<String, Integer>> grpc = new ArrayList<>();
    private final List<Integer> coordinatorGrpc = new ArrayList<>();
    private final List<Integer> coordinatorHttp = new ArrayList<>();
    private int gateway;
    private int hazelcast;
  }

  /** Starts everything; {@code lab} is null for loopback and otherwise closed with the world. */
  TwoServiceNodes(Path folder, NetworkLab lab) throws IOException {
    this.folder = folder;
    this.lab = lab;
    this.database = new FaultyDatabase(folder.resolve("db"));
    this.databaseAddress = lab == null ? null : lab.service();
    choosePorts();
    for (int i = 0; i < NODES; i++) {
      proxies.add(TcpProxy.at(databaseHost(), "127.0.0.1", database.port()));
      if (lab != null) {
        hosts.add(lab.host());
      }
    }
    processes.add(null);
    for (int i = 1; i < NODES; i++) {
      processes.add(launch(i).awaitReady());
    }
    processes.set(GATEWAY, launch(GATEWAY).awaitReady());
    database.update(
        "UPDATE eshop_stock.stock SET stock = stock + %d, supplied = supplied + %d WHERE product_id = 2"
            .formatted(SUPPLY, SUPPLY));
    FaultRun.warmUp(submit());
  }

  FaultyDatabase database() {
    return database;
  }

  /** Between the service nodes and the database. */
  List<TcpProxy> proxies() {
    return proxies.subList(1, NODES);
  }

  /** The network to the database falls silent. */
  void cutDatabase() throws IOException {
    if (databaseAddress == null) {
      proxies.forEach(TcpProxy::silence);
    } else {
      databaseAddress.cut();
    }
  }

  /** It is back. */
  void joinDatabase() throws IOException {
    if (databaseAddress == null) {
      proxies.forEach(TcpProxy::resume);
    } else {
      databaseAddress.join();
    }
  }

  /** One of the service nodes falls silent to everybody: its network is cut, or it is frozen. */
  void cutServiceNode() throws IOException {
    if (lab == null) {
      Signals.freeze(processes.get(1).pid());
    } else {
      hosts.get(1).cut();
    }
  }

  /** It is back. */
  void joinServiceNode() throws IOException {
    if (lab == null) {
      Signals.resume(processes.get(1).pid());
    } else {
      hosts.get(1).join();
    }
  }

  /** How many nodes have run some of the last hundred sagas. */
  long nodesAtWork() {
    return database.number(
        "SELECT COUNT(DISTINCT SUBSTRING_INDEX(owner, '-', 5)) FROM dtm.trans_global"
            + " WHERE owner <> '' AND id > (SELECT MAX(id) - 100 FROM dtm.trans_global)");
  }

  /** What a node has logged. */
  List<String> log(int node) {
    return processes.get(node).errors();
  }

  @Override
  public List<URI> submit() {
    return OrderLoad.submitAt("http://" + host(GATEWAY) + ":" + ports.gateway);
  }

  @Override
  public List<RunningNode> nodes() {
    List<RunningNode> nodes = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      String management = "http://" + host(i) + ":" + ports.management.get(i);
      nodes.add(new RunningNode(processes.get(i), management));
    }
    return nodes;
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

  @Override
  public void close() throws IOException {
    for (NodeProcess process : processes) {
      if (process != null) {
        process.kill();
      }
    }
    for (TcpProxy proxy : proxies) {
      proxy.close();
    }
    database.close();
    if (lab != null) {
      lab.close();
    }
  }

  private void choosePorts() throws IOException {
    ports.gateway = FreePorts.next();
    ports.hazelcast = FreePorts.next();
    for (int i = 0; i < NODES; i++) {
      ports.management.add(FreePorts.next());
      ports.bus.add(FreePorts.next());
      ports.coordinatorGrpc.add(FreePorts.next());
      ports.coordinatorHttp.add(FreePorts.next());
      Map<String, Integer> grpc = new HashMap<>();
      for (String service : GRPC_PORTS.keySet()) {
        grpc.put(service, FreePorts.next());
      }
      ports.grpc.add(grpc);
    }
  }

  private String databaseHost() {
    return databaseAddress == null ? "127.0.0.1" : databaseAddress.address();
  }

  private String host(int node) {
    return lab == null ? "127.0.0.1" : hosts.get(node).address();
  }

  private NodeProcess launch(int node) throws IOException {
    List<String> arguments = new ArrayList<>();
    settings(node).forEach(setting -> arguments.addAll(List.of("--set", setting)));
    Map<String, String> environment =
        Map.of("ESHOP_DATABASE_PASSWORD", database.password(), "ESHOP_PROOF_KEYS", SECRET);
    List<String> wrapper = lab == null ? List.of() : hosts.get(node).wrapper();
    return NodeProcess.launch(folder.resolve("node" + node), wrapper, environment, arguments);
  }

  private List<String> settings(int node) throws IOException {
    String host = host(node);
    List<String> settings =
        new ArrayList<>(
            List.of(
                "database.embedded=false",
                "database.host=" + databaseHost(),
                "database.port=" + proxies.get(node).port(),
                "database.user=" + EmbeddedMariaDb.USER,
                "cluster.config=" + clusterFile(node),
                "cluster.host=" + host,
                "cluster.port=" + ports.bus.get(node),
                "management.host=" + host,
                "management.port=" + ports.management.get(node)));
    if (node == GATEWAY) {
      settings.addAll(
          List.of("verticles=gateway", "gateway.host=" + host, "gateway.port=" + ports.gateway));
      return settings;
    }
    settings.addAll(
        List.of(
            "verticles=order,stock,coupon,pay,coordinator",
            "coordinator.host=" + host,
            "coordinator.grpcPort=" + ports.coordinatorGrpc.get(node),
            "coordinator.httpPort=" + ports.coordinatorHttp.get(node),
            "coordinator.allowedBranchHosts=" + host(1) + "," + host(2),
            "dtm.grpc=" + host + ":" + ports.coordinatorGrpc.get(node),
            "dtm.http=" + host + ":" + ports.coordinatorHttp.get(node)));
    for (String service : GRPC_PORTS.keySet()) {
      settings.add(service + ".grpc.host=" + host);
      settings.add(service + ".grpc.port=" + ports.grpc.get(node).get(service));
      settings.add(
          "order.branches.%s=%s:%d,%s:%d"
              .formatted(
                  service,
                  host(1),
                  ports.grpc.get(1).get(service),
                  host(2),
                  ports.grpc.get(2).get(service)));
    }
    return settings;
  }

  private Path clusterFile(int node) throws IOException {
    Path own = Files.createDirectories(folder.resolve("cluster" + node));
    Path file = OwnCluster.in(own, ports.hazelcast, NODES);
    if (lab != null) {
      StringBuilder members = new StringBuilder();
      for (NetworkLab.Host host : hosts) {
        members.append("<member>%s:%d</member>".formatted(host.address(), ports.hazelcast));
      }
      String xml =
          Files.readString(file)
              .replaceAll("<member>.*</member>", members.toString())
              .replace("<interface>127.0.0.1<", "<interface>" + host(node) + "<");
      Files.writeString(file, xml);
    }
    return file;
  }
}
