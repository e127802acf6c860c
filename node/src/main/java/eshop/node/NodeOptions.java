package eshop.node;

import eshop.platform.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The command line's share of a node's settings, common to all commands. */
final class NodeOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML with the keys that differ from the defaults; all keys: conf/node.yml")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Set any key: --set order.saga.retryIntervalS=1")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(names = "--verticles", paramLabel = "A,B", description = "Which parts run in this node")
  private String verticles;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Data of the embedded MariaDB (default .data)")
  private String dataDir;

  @Option(
      names = "--db",
      paramLabel = "URL",
      description =
          "Use this MySQL or MariaDB instead of the embedded one: mysql://user@host:port"
              + " (password: ESHOP_DATABASE_PASSWORD)")
  private String db;

  @Option(names = "--db-port", description = "Port of the embedded MariaDB (default 13306)")
  private Integer dbPort;

  @Option(names = "--http-port", description = "Gateway (default 8080)")
  private Integer httpPort;

  @Option(names = "--management-port", description = "Health and metrics (default 8283)")
  private Integer managementPort;

  @Option(names = "--grpc-order-port", description = "gRPC of order (default 8282)")
  private Integer orderPort;

  @Option(names = "--grpc-stock-port", description = "gRPC of stock (default 28282)")
  private Integer stockPort;

  @Option(names = "--grpc-coupon-port", description = "gRPC of coupon (default 18282)")
  private Integer couponPort;

  @Option(names = "--grpc-pay-port", description = "gRPC of pay (default 38282)")
  private Integer payPort;

  @Option(
      names = "--coordinator-grpc-port",
      description = "gRPC of the embedded coordinator (default 36790)")
  private Integer coordinatorGrpcPort;

  @Option(
      names = "--coordinator-http-port",
      description = "HTTP of the embedded coordinator (default 36789)")
  private Integer coordinatorHttpPort;

  @Option(names = "--bus-port", description = "Event bus (default: chosen by the system)")
  private Integer busPort;

  @Option(
      names = "--dtm-grpc",
      paramLabel = "HOST:PORT",
      description = "A real dtm's gRPC; leave coordinator out of --verticles then")
  private String dtmGrpc;

  @Option(names = "--dtm-http", paramLabel = "HOST:PORT", description = "A real dtm's HTTP")
  private String dtmHttp;

  /** All layers put together: defaults, file, environment, command line. */
  NodeConfig toConfig(Map<String, String> environment) {
    ConfigTree tree = ConfigTree.ofDefaults(resource("/conf/node.yml"));
    if (config != null) {
      tree.file(read(config), config.toString());
    }
    tree.environment(environment);
    commandLine().forEach((path, value) -> tree.set(path, value, "--set " + path));
    return NodeConfig.of(tree, home());
  }

  /** Where {@code ./run} is, or the working directory when the jar is started by hand. */
  static Path home() {
    return Path.of(System.getProperty("eshop.home", ""));
  }

  private Map<String, String> commandLine() {
    Map<String, String> keys = new LinkedHashMap<>();
    put(keys, verticles, "verticles");
    put(keys, dataDir, "dataDir");
    put(keys, dbPort, "database.port");
    put(keys, httpPort, "gateway.port");
    put(keys, managementPort, "management.port");
    put(keys, coordinatorGrpcPort, "coordinator.grpcPort");
    put(keys, coordinatorHttpPort, "coordinator.httpPort");
    put(keys, busPort, "cluster.port");
    putLocal(keys, coordinatorGrpcPort, "dtm.grpc");
    putLocal(keys, coordinatorHttpPort, "dtm.http");
    put(keys, dtmGrpc, "dtm.grpc");
    put(keys, dtmHttp, "dtm.http");
    putService(keys, "order", orderPort);
    putService(keys, "stock", stockPort);
    putService(keys, "coupon", couponPort);
    putService(keys, "pay", payPort);
    putDatabase(keys);
    keys.putAll(set);
    return keys;
  }

  /** The transaction manager is told the new port too. */
  private static void putService(Map<String, String> keys, String service, Integer port) {
    put(keys, port, service + ".grpc.port");
    putLocal(keys, port, "order.branches." + service);
  }

  private static void putLocal(Map<String, String> keys, Integer port, String path) {
    put(keys, port == null ? null : "127.0.0.1:" + port, path);
  }

  private static void put(Map<String, String> keys, Object value, String path) {
    if (value != null) {
      keys.put(path, value.toString());
    }
  }

  private void putDatabase(Map<String, String> keys) {
    if (db == null) {
      return;
    }
    URI url = parse(db);
    boolean known = List.of("mysql", "mariadb").contains(String.valueOf(url.getScheme()));
    boolean complete = url.getHost() != null && url.getUserInfo() != null;
    if (!known || !complete || url.getUserInfo().contains(":")) {
      throw new ConfigException(
          "--db must be mysql://user@host:port, without a password"
              + " (give that by ESHOP_DATABASE_PASSWORD)");
    }
    keys.put("database.embedded", "false");
    keys.put("database.host", url.getHost());
    keys.put("database.port", String.valueOf(url.getPort() < 0 ? 3306 : url.getPort()));
    keys.put("database.user", url.getUserInfo());
  }

  private static URI parse(String url) {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("--db is no URL: " + e.getMessage(), e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ConfigException("--config " + file + ": there is no such file", e);
    } catch (IOException e) {
      throw new ConfigException("--config " + file + ": cannot be read (" + e + ")", e);
    }
  }

  /** A text packaged in the jar. */
  static String resource(String name) {
    try (InputStream in = NodeOptions.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
