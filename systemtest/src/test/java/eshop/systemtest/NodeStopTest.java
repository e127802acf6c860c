package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a node is told to end, it takes its database with it. */
class NodeStopTest {
  /** What a shell reports: 128 and the number of the signal. */
  private static final int ENDED_BY_TERM = 143;

  private static final int ENDED_BY_INT = 130;

  @TempDir static Path folder;
  private static NodeHome home;
  private NodeProcess node;

  @BeforeAll
  static void makeHome() throws IOException {
    home = new NodeHome(folder);
  }

  @AfterEach
  void endWhatShouldHaveEnded() {
    if (node != null) {
      node.kill();
    }
    home.killDatabases();
  }

  @AfterAll
  static void leaveHome() throws IOException {
    home.close();
  }

  @Test
  void terminatedNodeEndsItsDatabase() throws Exception {
    node = home.start();
    assertThat(home.databases()).hasSize(1);

    node.signal("TERM");

    assertThat(node.ended()).isEqualTo(ENDED_BY_TERM);
    nothingIsLeft();
  }

  @Test
  void interruptFromTheTerminalEndsNodeAndDatabaseInOrder() throws Exception {
    assumeThat(Path.of("/usr/bin/setsid")).as("a program that makes a process group").exists();
    assumeThat(ignoresInterrupts()).as("interrupts ignored by a background shell").isFalse();
    node = home.launch(List.of("setsid"), Map.of()).awaitReady();

    node.interruptGroup();

    assertThat(node.ended()).isEqualTo(ENDED_BY_INT);
    nothingIsLeft();
    assertThat(Files.readAllLines(folder.resolve("data/mariadb/mariadbd.log")))
        .as("the database's own words")
        .anyMatch(line -> line.contains("Shutdown complete"));
  }

  @Test
  void nodeThatIsTerminatedWhileItStartsLeavesNothing() throws Exception {
    node = home.launch();
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> !home.databases().isEmpty());

    node.signal("TERM");

    assertThat(node.ended()).isEqualTo(ENDED_BY_TERM);
    nothingIsLeft();
    assertThat(node.output()).as("it never said that it was ready").isEmpty();
  }

  @Test
  void secondNodeOnTheSameDataSaysSoAndDisturbsNobody() throws Exception {
    node = home.start();

    NodeProcess second = home.launch();

    assertThat(second.ended()).isEqualTo(1);
    assertThat(second.errors())
        .singleElement()
        .asString()
        .startsWith("eshop: ")
        .contains("used by another node", folder.toString(), "--data-dir");
    Shop shop = new Shop(home.port("--http-port"));
    assertThat(shop.ended(shop.submit(Shop.order(1, 1, 0))).getString("status"))
        .isEqualTo("succeed");
  }

  private void nothingIsLeft() {
    assertThat(home.databases()).isEmpty();
    assertThat(node.errors()).noneMatch(line -> line.startsWith("eshop: "));
  }

  /** A shell without job control starts its background commands so, and children inherit it. */
  private static boolean ignoresInterrupts() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }
}
