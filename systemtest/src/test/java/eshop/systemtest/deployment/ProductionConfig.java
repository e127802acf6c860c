package eshop.systemtest.deployment;

import eshop.node.NodeConfig;
import eshop.platform.config.Loopback;
import eshop.saga.ProofConfig;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A node of the production cluster as the node itself understands its settings. */
final class ProductionConfig {
  /** Where images and manifests have the two files. */
  static final String MOUNTED_CONFIG = "/etc/eshop/node.yml";

  static final String MOUNTED_CLUSTER = "/etc/eshop/cluster.xml";
  static final String FILE = "conf/production.yml";
  static final List<String> SERVICES = List.of("order", "stock", "coupon", "pay");

  /** What a node may take to stop: 20 s for each stage of verticles and for the cluster. */
  static final int STOP_S = 80;

  private final NodeConfig config;

  private ProductionConfig(NodeConfig config) {
    this.config = config;
  }

  /** Fails where the node would refuse its settings: unknown key or variable, bad value. */
  static ProductionConfig of(Map<String, String> environment) {
    return new ProductionConfig(
        NodeConfig.parse(environment, "--config", Documents.path(FILE).toString()));
  }

  /** Fails also where a service of this node would not start: its branches need a key. */
  static ProductionConfig ofNode(Map<String, String> environment) {
    ProductionConfig node = of(environment);
    node.verticles().stream()
        .filter(SERVICES::contains)
        .map(node::grpcHost)
        .forEach(host -> ProofConfig.forHost(node.config.proof(), host, Loopback.is(host)));
    return node;
  }

  JsonObject section(String name) {
    return config.sections().getJsonObject(name);
  }

  List<String> verticles() {
    List<String> names = new ArrayList<>();
    for (Object verticle : config.verticles()) {
      names.add(verticle.toString().toLowerCase(java.util.Locale.ROOT));
    }
    return names;
  }

  /** {@code host:port} at which the transaction manager calls this service. */
  String branch(String service) {
    return Documents.at(section("order"), "branches").getString(service);
  }

  int grpcPort(String service) {
    return grpc(service).getInteger("port");
  }

  String grpcHost(String service) {
    return grpc(service).getString("host");
  }

  String databaseUser(String service) {
    return Documents.at(section(service), "database").getString("user");
  }

  String schema(String service) {
    return Documents.at(section(service), "database").getString("schema");
  }

  /** Every port that a node of the cluster listens on, apart from Hazelcast's. */
  List<Integer> ports() {
    List<Integer> ports = new ArrayList<>();
    SERVICES.forEach(service -> ports.add(grpcPort(service)));
    ports.add(section("gateway").getInteger("port"));
    ports.add(section("management").getInteger("port"));
    ports.add(section("cluster").getInteger("port"));
    return ports;
  }

  static String host(String hostPort) {
    return hostPort.substring(0, hostPort.lastIndexOf(':'));
  }

  static int port(String hostPort) {
    return Integer.parseInt(hostPort.substring(hostPort.lastIndexOf(':') + 1));
  }

  private JsonObject grpc(String service) {
    return Documents.at(section(service), "grpc");
  }
}
