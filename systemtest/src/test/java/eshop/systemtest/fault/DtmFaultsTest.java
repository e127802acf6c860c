package eshop.systemtest.fault;

import eshop.faults.TcpProxy.OnceAction;
import eshop.systemtest.conformance.ManagerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The faults of the database with a real dtm, where its program is given. dtm takes up the sagas
 * that were under way one after another, at its own retry times.
 */
@EnabledIfSystemProperty(named = ManagerProcess.COMMAND_KEY, matches = ".+")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DtmFaultsTest {
  private static final Duration END_LIMIT = Duration.ofMinutes(2);

  private ServicesWithDtm world;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    world = new ServicesWithDtm(folder);
  }

  @AfterAll
  void stop() throws Exception {
    world.close();
  }

  @Test
  void killedAndStartedAgain() throws Exception {
    try (FaultRun run = FaultRun.under(world)) {
      world.database().kill();
      TimeUnit.SECONDS.sleep(3);
      world.database().startAgain();
      run.throughputComesBack();
      run.everythingIsAsBefore(END_LIMIT);
    }
  }

  @Test
  void stoppedInOrderAndStartedAgain() throws Exception {
    try (FaultRun run = FaultRun.under(world)) {
      world.database().terminate();
      TimeUnit.SECONDS.sleep(3);
      world.database().startAgain();
      run.throughputComesBack();
      run.everythingIsAsBefore(END_LIMIT);
    }
  }

  @Test
  void allConnectionsKilledByTheAdministrator() throws Exception {
    try (FaultRun run = FaultRun.under(world)) {
      world.database().killConnections();
      run.throughputComesBack();
      run.everythingIsAsBefore(END_LIMIT);
    }
  }

  @Test
  void answersOfCommitsLost() throws Exception {
    try (FaultRun run = FaultRun.under(world)) {
      for (OnceAction action : OnceAction.values()) {
        world.proxy().once("COMMIT", action);
        run.goesOnFor(FaultRun.PER_SECOND);
      }
      run.throughputComesBack();
      run.everythingIsAsBefore(END_LIMIT);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 15, 30, 60})
  void silentNetworkOfTheServices(int seconds) throws Exception {
    try (FaultRun run = FaultRun.under(world)) {
      world.proxy().silence();
      TimeUnit.SECONDS.sleep(seconds);
      world.proxy().resume();
      run.throughputComesBack();
      run.everythingIsAsBefore(END_LIMIT);
    }
  }
}
