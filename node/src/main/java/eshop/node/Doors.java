package eshop.node;

import eshop.platform.config.ConfigException;
import eshop.platform.config.Listening;
import eshop.platform.management.ManagementConfig;
import io.vertx.core.json.JsonObject;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Every address a node will listen on, tried before the node starts. */
final class Doors {
  private static final int MAX_PORT = 65_535;
  private static final List<String> BRIDGE_LISTENERS = List.of("tcp", "sockjs");

  /** One address; {@code portKey} is the path of the setting that moves it. */
  private record Door(String key, String portKey, String host, int port, boolean shared) {
    Closeable open() {
      if (port < 0 || port > MAX_PORT) {
        throw new ConfigException("%s must be 0 to %d, was %d".formatted(portKey, MAX_PORT, port));
      }
      try {
        return shared ? bound() : listening();
      } catch (IOException e) {
        throw Listening.failed(key, portKey, host, port, e);
      }
    }

    private ServerSocket listening() throws IOException {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
      return socket;
    }

    /** Only bound: of a port that others listen on, a second listener would get connections. */
    private Socket bound() throws IOException {
      Socket socket = new Socket();
      socket.setReuseAddress(true);
      socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      socket.bind(new InetSocketAddress(host, port));
      return socket;
    }
  }

  private Doors() {}

  /**
   * Opens all of them at once, so that one port given to two parts is found too, and closes them.
   * Fails with {@code ConfigException}: the first that cannot be had, and its setting.
   */
  static void check(NodeConfig config) {
    List<Closeable> open = new ArrayList<>();
    Set<String> shared = new HashSet<>();
    try {
      for (Door door : of(config)) {
        if (door.shared() && !shared.add(door.host() + ":" + door.port()) && door.port() != 0) {
          throw Listening.failed(
              door.key(), door.portKey(), door.host(), door.port(), new IOException("given twice"));
        }
        open.add(door.open());
      }
    } finally {
      open.forEach(Doors::close);
    }
  }

  private static List<Door> of(NodeConfig config) {
    List<Door> doors = new ArrayList<>();
    for (VerticleName verticle : config.verticles()) {
      String key = verticle.section();
      JsonObject section = config.sections().getJsonObject(key);
      boolean shared = config.cluster().reusePort();
      switch (verticle) {
        case GATEWAY -> doors.add(door(key, section, "port", shared));
        case COORDINATOR -> {
          doors.add(door(key, section, "grpcPort", shared));
          doors.add(door(key, section, "httpPort", shared));
        }
        case BRIDGE -> {
          for (String listener : BRIDGE_LISTENERS) {
            JsonObject part = section.getJsonObject(listener);
            if (Boolean.TRUE.equals(part.getValue("enabled"))) {
              part = part.copy().put("host", section.getString("host"));
              doors.add(door(key + "." + listener, part, "port", false));
            }
          }
        }
        default -> doors.add(door(key + ".grpc", section.getJsonObject("grpc"), "port", shared));
      }
    }
    ManagementConfig management = config.management();
    doors.add(
        new Door("management", "management.port", management.host(), management.port(), false));
    NodeConfig.Cluster cluster = config.cluster();
    doors.add(new Door("cluster", "cluster.port", cluster.host(), cluster.port(), false));
    return doors;
  }

  private static Door door(String key, JsonObject section, String port, boolean shared) {
    return new Door(
        key, key + "." + port, section.getString("host"), section.getInteger(port), shared);
  }

  private static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
