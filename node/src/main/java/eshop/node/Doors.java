package eshop.node;

import eshop.platform.config.ConfigException;
import eshop.platform.config.Listening;
import eshop.platform.management.ManagementConfig;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Every address a node will listen on, tried before the node starts. */
final class Doors {
  private static final int MAX_PORT = 65_535;
  private static final List<String> BRIDGE_LISTENERS = List.of("tcp", "sockjs");

  /** One address; {@code portKey} is the path of the setting that moves it. */
  private record Door(String key, String portKey, String host, int port) {
    ServerSocket open() {
      if (port < 0 || port > MAX_PORT) {
        throw new ConfigException("%s must be 0 to %d, was %d".formatted(portKey, MAX_PORT, port));
      }
      try {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(host, port));
        return socket;
      } catch (IOException e) {
        throw Listening.failed(key, portKey, host, port, e);
      }
    }
  }

  private Doors() {}

  /**
   * Opens all of them at once, so that one port given to two parts is found too, and closes them.
   * Fails with {@code ConfigException}: the first that cannot be had, and its setting.
   */
  static void check(NodeConfig config) {
    List<ServerSocket> open = new ArrayList<>();
    try {
      for (Door door : of(config)) {
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
      switch (verticle) {
        case GATEWAY -> doors.add(door(key, section, "port"));
        case COORDINATOR -> {
          doors.add(door(key, section, "grpcPort"));
          doors.add(door(key, section, "httpPort"));
        }
        case BRIDGE -> {
          for (String listener : BRIDGE_LISTENERS) {
            JsonObject part = section.getJsonObject(listener);
            if (Boolean.TRUE.equals(part.getValue("enabled"))) {
              part = part.copy().put("host", section.getString("host"));
              doors.add(door(key + "." + listener, part, "port"));
            }
          }
        }
        default -> doors.add(door(key + ".grpc", section.getJsonObject("grpc"), "port"));
      }
    }
    ManagementConfig management = config.management();
    doors.add(new Door("management", "management.port", management.host(), management.port()));
    NodeConfig.Cluster cluster = config.cluster();
    doors.add(new Door("cluster", "cluster.port", cluster.host(), cluster.port()));
    return doors;
  }

  private static Door door(String key, JsonObject section, String port) {
    return new Door(key, key + "." + port, section.getString("host"), section.getInteger(port));
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
