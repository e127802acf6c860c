package eshop.systemtest.fault;

import eshop.faults.NetworkLab;
import eshop.faults.TcpProxy;
import eshop.faults.TcpProxy.OnceAction;
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

/**
 * Goal: a database that comes back is enough. Two nodes, one external database, customers all the
 * time.
 */
@ExtendWith(NoBlockedThreads.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseFaultsTest {
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

  @Test
  void killedAndStartedAgain() throws Exception {
    try (FaultRun run = FaultRun.under(world)) {
      killAndRestart(run);
      run.everythingIsAsBefore();
    }
  }

  @Test
  @Tag("long")
  void killedAndStartedAgainThreeTimesInARow() throws Exception {
    try (FaultRun run = FaultRun.under(world)) {
      for (int time = 1; time <= 3; time++) {
        killAndRestart(run);
        run.goesOnFor(FaultRun.PER_SECOND);
      }
      run.everythingIsAsBefore();
    }
  }

  @Test
  @Tag("long")
  void stoppedInOrderAndStartedAgain() throws Exception {
    try (FaultRun run = FaultRun.under(world)) {
      world.database().terminate();
      TimeUnit.SECONDS.sleep(3);
      world.database().startAgain();
      run.throughputComesBack();
      run.everythingIsAsBefore();
    }
  }

  @Test
  void allConnectionsKilledByTheAdministrator() throws Exception {
    try (FaultRun run = FaultRun.under(world)) {
      for (int time = 1; time <= 3; time++) {
        world.database().killConnections();
        run.goesOnFor(FaultRun.PER_SECOND / 2);
      }
      run.throughputComesBack();
      run.everythingIsAsBefore();
    }
  }

  @Test
  void connectionsResetInTheMiddleOfBatches() throws Exception {
    try (FaultRun run = FaultRun.under(world)) {
      for (int time = 1; time <= 10; time++) {
        world.proxies().forEach(TcpProxy::reset);
        run.goesOnFor(10);
      }
      run.throughputComesBack();
      run.everythingIsAsBefore();
    }
  }

  @Test
  void answersOfCommitsLost() throws Exception {
    try (FaultRun run = FaultRun.under(world)) {
      for (int time = 1; time <= 10; time++) {
        for (OnceAction action : OnceAction.values()) {
          world.proxies().forEach(proxy -> proxy.once("COMMIT", action));
          run.goesOnFor(10);
        }
      }
      run.throughputComesBack();
      run.everythingIsAsBefore();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = 6)
  void silentNetwork(int seconds) throws Exception {
    silence(seconds);
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 30, 60})
  @Tag("long")
  void silentNetworkForLong(int seconds) throws Exception {
    silence(seconds);
  }

  private void silence(int seconds) throws Exception {
    try (FaultRun run = FaultRun.under(world)) {
      world.cutDatabase();
      TimeUnit.SECONDS.sleep(seconds);
      world.joinDatabase();
      run.throughputComesBack();
      run.everythingIsAsBefore();
    }
  }

  private void killAndRestart(FaultRun run) throws Exception {
    world.database().kill();
    TimeUnit.SECONDS.sleep(3);
    world.database().startAgain();
    run.throughputComesBack();
  }
}
