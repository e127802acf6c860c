package eshop.bench.nodes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports for everything a node listens on, by the node's own options. They lie below the range
 * from which systems take the local ends of outgoing connections: a service's port stays free while
 * the service is away, and a call to it cannot by chance be connected to itself.
 */
final class NodePorts {
  static final int FIRST = 15_000;
  static final int LAST = 30_000;

  private static final int ATTEMPTS = 1_000;
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
        ServerSocket socket = open();
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

  private static ServerSocket open() throws IOException {
    IOException last = null;
    for (int i = 0; i < ATTEMPTS; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      try {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (IOException taken) {
        last = taken;
      }
    }
    throw new IOException("no free port from " + FIRST + " to " + LAST, last);
  }
}
