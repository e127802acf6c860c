package eshop.bench.standard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Free ports for everything a node listens on, by the node's own options. */
final class NodePorts {
  private static final List<String> OPTIONS =
      List.of(
          "--http-port",
          "--db-port",
          "--management-port",
          "--grpc-order-port",
          "--grpc-stock-port",
          "--grpc-coupon-port",
          "--grpc-pay-port",
          "--coordinator-grpc-port",
          "--coordinator-http-port");

  private final Map<String, Integer> ports = new LinkedHashMap<>();

  /** All are open at once while they are chosen, so that no port is chosen twice. */
  NodePorts() throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (String option : OPTIONS) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        sockets.add(socket);
        ports.put(option, socket.getLocalPort());
      }
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  int of(String option) {
    return ports.get(option);
  }

  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    ports.forEach((option, port) -> arguments.addAll(List.of(option, port.toString())));
    return arguments;
  }
}
