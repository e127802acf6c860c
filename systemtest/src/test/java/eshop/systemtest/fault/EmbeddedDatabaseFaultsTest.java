package eshop.systemtest.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Goal: the database inside a node is started again when it dies, and the node goes on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddedDatabaseFaultsTest {
  private EmbeddedNode world;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    world = new EmbeddedNode(folder);
  }

  @AfterAll
  void stop() throws Exception {
    world.close();
  }

  @Test
  void killedThreeTimesInARow() throws Exception {
    try (FaultRun run = FaultRun.under(world)) {
      for (int time = 1; time <= 3; time++) {
        world.killDatabase();
        run.throughputComesBack();
        run.goesOnFor(FaultRun.PER_SECOND);
      }
      run.everythingIsAsBefore();
    }

    assertThat(world.log())
        .anyMatch(line -> line.contains("has ended by itself; starting it again"));
  }
}
