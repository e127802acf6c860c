package eshop.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Finds ports for nodes beside others on one machine: demo and tests. They lie below the range from
 * which systems take the local ends of outgoing connections; a port from that range can be taken
 * between being found and being listened on.
 */
public final class FreePorts {
  private static final int FIRST = 15_000;
  private static final int COUNT = 15_000;
  private static final int ATTEMPTS = 1_000;

  /** The members of a cluster take the ports that follow its first one, so those are left free. */
  private static final int STRIDE = 97;

  /** From anywhere on, so that processes differ and none is given one port twice. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private FreePorts() {}

  /** A port on loopback that nobody listens on now, and that was not given out lately. */
  public static int next() {
    for (int i = 0; i < ATTEMPTS; i++) {
      int port = FIRST + Math.floorMod(NEXT.getAndAdd(STRIDE), COUNT);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port from " + FIRST + " on");
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort() == port;
    } catch (IOException e) {
      return false;
    }
  }
}
