package eshop.bench.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With a script in the place of a node that writes down how it was started. */
@EnabledOnOs(OS.LINUX)
class NodeSiteTest {
  @TempDir private Path folder;
  private Path run;

  @BeforeEach
  void writeScript() throws IOException {
    run = folder.resolve("run");
    script("echo eshop is ready; trap 'exit 0' TERM; while true; do sleep 0.05; done");
    Files.writeString(
        folder.resolve("cluster.xml"), "<x><cluster-name>everybody's</cluster-name></x>");
  }

  @Test
  void portsAreDifferentAndOutsideOfTheRangeOfOutgoingConnections() throws IOException {
    List<Integer> ports =
        new NodePorts()
            .arguments().stream().filter(a -> a.matches("\\d+")).map(Integer::valueOf).toList();

    assertThat(new HashSet<>(ports)).hasSize(9);
    assertThat(ports).allMatch(port -> port >= 15_000 && port < 30_000);
  }

  @Test
  void twoSitesHaveClustersOfTheirOwn() throws Exception {
    try (NodeSite one = new NodeSite(run);
        NodeSite two = new NodeSite(run);
        NodeProcess a = one.start(List.of());
        NodeProcess b = two.start(List.of())) {
      assertThat(a.pids()).isNotEqualTo(b.pids());
      String first = clusterName(started(0));
      assertThat(first).startsWith("eshop-bench").isNotEqualTo(clusterName(started(1)));
    }
  }

  @Test
  void aServiceHasTheSitesPortClusterAndDatabaseAndItsPasswordInNoArgument() throws Exception {
    try (NodeSite site = new NodeSite(run);
        NodeProcess node = site.start(List.of("--more"))) {
      assertThat(node.isReady()).isTrue();
      Path data = Path.of(after(started(0), "--data-dir"));
      Files.createDirectories(data.resolve("mariadb"));
      Files.writeString(data.resolve("mariadb").resolve("password"), "secret\n");
      try (NodeProcess service = site.launchService("stock", List.of("--more"))) {
        service.ready();
        List<String> all = started(0);
        List<String> stock = started(1);

        assertThat(stock).contains("PASSWORD=secret", "--more");
        assertThat(stock.stream().filter(word -> word.contains("secret"))).hasSize(1);
        assertThat(after(stock, "--verticles")).isEqualTo("stock");
        assertThat(after(stock, "--grpc-stock-port"))
            .isEqualTo(after(all, "--grpc-stock-port"))
            .isEqualTo(String.valueOf(site.grpcPort("stock")));
        assertThat(after(stock, "--db")).endsWith("127.0.0.1:" + after(all, "--db-port"));
        assertThat(clusterName(stock)).isEqualTo(clusterName(all));
      }
    }
  }

  @Test
  void aNodeThatEndsInsteadSaysWhy() throws Exception {
    script("echo port 1 is taken; exit 1");
    try (NodeSite site = new NodeSite(run)) {
      assertThatThrownBy(() -> site.start(List.of()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port 1 is taken");
    }
  }

  @Test
  void aClosedSiteLeavesNothing() throws Exception {
    Path data;
    try (NodeSite site = new NodeSite(run);
        NodeProcess node = site.start(List.of())) {
      assertThat(node.isReady()).isTrue();
      data = Path.of(after(started(0), "--data-dir"));
      Files.createDirectories(data);
    }

    assertThat(data.getParent()).doesNotExist();
  }

  private void script(String end) throws IOException {
    String text =
        """
        #!/usr/bin/env bash
        n=0; while ! mkdir "%1$s/started$n" 2>/dev/null; do n=$((n + 1)); done
        printf '%%s\\n' "PASSWORD=$ESHOP_DATABASE_PASSWORD" "$@" > "%1$s/started$n/words"
        %2$s
        """
            .formatted(folder, end);
    Files.writeString(run, text);
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwx------"));
  }

  private List<String> started(int number) throws IOException {
    return Files.readAllLines(folder.resolve("started" + number).resolve("words"));
  }

  private static String after(List<String> words, String option) {
    return words.get(words.indexOf(option) + 1);
  }

  private static String clusterName(List<String> words) throws IOException {
    String setting =
        words.stream().filter(word -> word.startsWith("cluster.config=")).findFirst().orElseThrow();
    String xml = Files.readString(Path.of(setting.substring("cluster.config=".length())));
    return Arrays.asList(xml.split("</?cluster-name>", -1)).get(1);
  }
}
