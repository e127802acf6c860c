package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command that starts a cluster, as the operator has it. */
@Tag("long")
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class ClusterCommandTest {
  @TempDir Path folder;
  private NodeHome home;
  private NodeProcess cluster;

  @BeforeEach
  void makeHome() throws IOException {
    home = new NodeHome(folder);
  }

  @AfterEach
  void leaveHome() throws IOException {
    if (cluster != null) {
      cluster.children().forEach(ProcessHandle::destroyForcibly);
      cluster.kill();
    }
    home.close();
  }

  @Test
  void clusterGoesOnWithoutANodeAndEndsAsAWhole() throws Exception {
    cluster = home.launchCommand(List.of("cluster", "2"), Map.of());
    cluster.awaitLine("cluster of 2 nodes is ready");
    List<ProcessHandle> nodes = cluster.children();
    assertThat(nodes).hasSize(2);

    nodes.get(1).destroyForcibly();
    cluster.awaitLine("node2 has ended with status 137");
    Shop shop = new Shop(home.port("--http-port"));
    assertThat(shop.ended(shop.submit(Shop.order(1, 1, 0))).getString("status"))
        .isEqualTo("succeed");

    cluster.signal("TERM");
    cluster.ended();
    assertThat(nodes).noneMatch(ProcessHandle::isAlive);
    assertThat(home.databases()).isEmpty();
  }
}
