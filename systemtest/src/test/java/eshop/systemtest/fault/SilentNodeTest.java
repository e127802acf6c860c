package eshop.systemtest.fault;

import eshop.faults.NetworkLab;
import eshop.testkit.NoBlockedThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: of two service nodes one may fall silent to everybody, and come back, at little cost. */
@ExtendWith(NoBlockedThreads.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SilentNodeTest {
  private static final int TAKEOVER_S = 7;

  private TwoServiceNodes world;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    world = new TwoServiceNodes(folder, lab());
  }

  @AfterAll
  void stop() throws Exception {
    world.close();
  }

  /** Null for nodes on loopback. */
  NetworkLab lab() throws IOException {
    return null;
  }

  @ParameterizedTest
  @ValueSource(ints = 10)
  void isPassedOver(int seconds) throws Exception {
    silence(seconds);
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 30, 60})
  @Tag("long")
  void isPassedOverForLong(int seconds) throws Exception {
    silence(seconds);
  }

  /** It lives and answers, but nothing can be written there. */
  @Test
  void aNodeThatHasLostItsWayToTheDatabaseIsPassedOver() throws Exception {
    try (FaultRun run = FaultRun.under(world)) {
      world.proxies().get(0).silence();
      try {
        run.throughputComesBack();
        run.goesOnFor(5 * FaultRun.PER_SECOND);
      } finally {
        world.proxies().get(0).resume();
      }
      run.throughputComesBack();
      run.goesOnUntil("it takes its share again", () -> world.nodesAtWork() == 2);
      run.everythingIsAsBefore();
    }
  }

  private void silence(int seconds) throws Exception {
    try (FaultRun run = FaultRun.under(world)) {
      world.cutServiceNode();
      try {
        run.othersTakeOver();
        TimeUnit.SECONDS.sleep(seconds - TAKEOVER_S);
      } finally {
        world.joinServiceNode();
      }
      run.throughputComesBack();
      run.goesOnUntil("it takes its share again", () -> world.nodesAtWork() == 2);
      run.everythingIsAsBefore();
    }
  }
}
