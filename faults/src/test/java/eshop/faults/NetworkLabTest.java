package eshop.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host asks a server of this machine; skipped where namespaces cannot be made. */
class NetworkLabTest {
  private NetworkLab lab;

  @BeforeEach
  void create() throws IOException {
    assumeTrue(NetworkLab.isPossible(), "network namespaces need root on Linux with iproute2");
    lab = NetworkLab.create();
  }

  @AfterEach
  void remove() throws IOException {
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  void aHostReachesAServiceUntilEitherIsCut() throws Exception {
    NetworkLab.Host host = lab.host();
    NetworkLab.Service service = lab.service();
    try (ServerSocket server = new ServerSocket()) {
      server.bind(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0));
      assertThat(connects(host, service, server)).isTrue();

      host.cut();
      assertThat(connects(host, service, server)).isFalse();
      host.join();
      assertThat(connects(host, service, server)).isTrue();

      service.cut();
      assertThat(connects(host, service, server)).isFalse();
      service.join();
      assertThat(connects(host, service, server)).isTrue();
    }
  }

  /** A second is enough for a connection, and too little for a packet to be sent again twice. */
  private static boolean connects(
      NetworkLab.Host host, NetworkLab.Service service, ServerSocket server) throws Exception {
    List<String> command = new ArrayList<>(host.wrapper());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Connects.class.getName(),
            service.address(),
            Integer.toString(server.getLocalPort())));
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() == 0;
  }
}
