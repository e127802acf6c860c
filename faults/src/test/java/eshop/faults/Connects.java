package eshop.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A program: its exit status is 0 when it can connect to a host and port within 1.5 s. */
final class Connects {
  private static final int TIMEOUT_MS = 1_500;

  private Connects() {}

  public static void main(String[] arguments) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])), TIMEOUT_MS);
      System.exit(0);
    } catch (IOException e) {
      System.exit(1);
    }
  }
}
