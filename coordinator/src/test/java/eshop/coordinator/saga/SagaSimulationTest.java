package eshop.coordinator.saga;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.coordinator.LockedTrans;
import eshop.coordinator.MemoryLog;
import eshop.coordinator.Sagas;
import eshop.coordinator.Trans;
import eshop.coordinator.model.BranchOp;
import eshop.coordinator.model.GlobalStatus;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import eshop.coordinator.model.TransOptions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Thousands of histories of two coordinators, one log and faulty services, each from its seed; in
 * half of them one of the two is a dtm. In every one all sagas end, none by halves. To see a failed
 * one again: {@code -Dseed=N}.
 */
class SagaSimulationTest {
  private static final int HISTORIES = 1500;
  private static final int STEPS_MAX = 200_000;

  @Test
  void everySagaEndsWholeWhateverFails() {
    Long seed = Long.getLong("seed");
    Map<GlobalStatus, Integer> ends = new EnumMap<>(GlobalStatus.class);
    if (seed != null) {
      simulate(seed, ends);
      return;
    }
    long first = new Random().nextLong(1L << 40);
    for (long s = first; s < first + HISTORIES; s++) {
      simulate(s, ends);
    }
    assertThat(ends.get(GlobalStatus.SUCCEED)).as("histories that succeed").isGreaterThan(500);
    assertThat(ends.get(GlobalStatus.FAILED)).as("histories that fail").isGreaterThan(500);
  }

  private static void simulate(long seed, Map<GlobalStatus, Integer> ends) {
    try {
      new History(seed).run(ends);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("run again with -Dseed=" + seed + ": " + e.getMessage(), e);
    }
  }

  /** One history. */
  private static final class History {
    private final SimTime time;
    private final MemoryLog log = new MemoryLog();
    private final SimService service;
    private final List<SimCoordinator> coordinators = new ArrayList<>();
    private final List<String> gids = new ArrayList<>();
    private final Map<String, GlobalStatus> seen = new HashMap<>();

    History(long seed) {
      time = new SimTime(seed);
      service = new SimService(time, time.random.nextDouble() * 0.6);
      double crashes = time.random.nextDouble() * 0.15;
      for (String name : List.of("a", "b")) {
        boolean dtm = name.equals("b") && time.chance(0.5);
        coordinators.add(new SimCoordinator(name, time, log, service, crashes, dtm));
      }
    }

    void run(Map<GlobalStatus, Integer> ends) {
      for (int i = 0; i <= time.random.nextInt(3); i++) {
        submit("g" + i);
      }
      coordinators.forEach(this::pollForEver);
      int steps = 0;
      while (!allEnded() || time.nowMs() < 250_000) {
        time.step();
        if (++steps > STEPS_MAX) {
          throw new AssertionError("a saga does not end");
        }
        watchStatuses();
      }
      gids.forEach(gid -> check(gid, ends));
    }

    private void submit(String gid) {
      gids.add(gid);
      SimCoordinator coordinator = coordinators.get(time.random.nextInt(2));
      TransOptions options = options(3);
      List<TransBranch> branches = branches(gid, 3);
      var lease = coordinator.newLease();
      long interval = new RetryPolicy(4, 20).first(options);
      TransGlobal global =
          Sagas.described(gid, options)
              .created(GlobalStatus.SUBMITTED, time.now(), interval, lease.until(), lease.owner());
      log.saveNew(global, branches);
      if (time.chance(0.9)) {
        coordinator.start(new LockedTrans(new Trans(global, branches), true));
      }
      time.after(
          time.random.nextInt(60_000),
          () -> coordinators.get(time.random.nextInt(2)).submitAgain(gid));
    }

    private TransOptions options(int steps) {
      Map<Integer, List<Integer>> orders = new HashMap<>();
      for (int step = 1; step < steps; step++) {
        if (time.chance(0.4)) {
          orders.put(step, List.of(time.random.nextInt(step)));
        }
      }
      return new TransOptions(
          false,
          time.chance(0.3) ? 5 + time.random.nextInt(60) : 0,
          time.chance(0.5) ? 1 + time.random.nextInt(5) : 0,
          0,
          time.chance(0.2) ? 1 + time.random.nextInt(3) : 0,
          Map.of(),
          time.chance(0.5),
          orders);
    }

    private List<TransBranch> branches(String gid, int steps) {
      List<TransBranch> branches = new ArrayList<>(Sagas.branches(gid, steps));
      for (int step = 1; step <= steps; step++) {
        String id = "0" + step;
        if (time.chance(0.15)) {
          service.refuse(gid, id);
        }
        if (time.chance(0.05)) {
          branches.replaceAll(b -> b.branchId().equals(id) ? Sagas.branch(gid, id, b.op(), "") : b);
        }
      }
      return branches;
    }

    private void pollForEver(SimCoordinator coordinator) {
      coordinator.poll();
      time.after(2000 + time.random.nextInt(1000), () -> pollForEver(coordinator));
    }

    private boolean allEnded() {
      return log.all().stream().allMatch(global -> global.status().isFinal());
    }

    private void watchStatuses() {
      for (TransGlobal global : log.all()) {
        GlobalStatus before = seen.put(global.gid(), global.status());
        if (before != null && before != global.status()) {
          assertThat(before.isFinal()).as("%s left %s", global.gid(), before).isFalse();
          assertThat(global.status()).isNotEqualTo(GlobalStatus.SUBMITTED);
        }
      }
    }

    private void check(String gid, Map<GlobalStatus, Integer> ends) {
      Trans row = log.find(gid).orElseThrow();
      GlobalStatus end = row.global().status();
      ends.merge(end, 1, Integer::sum);
      for (TransBranch branch : row.branches()) {
        if (branch.op() == BranchOp.ACTION && !branch.url().isEmpty()) {
          assertThat(service.effect(gid, branch.branchId()))
              .as("effects of %s %s, which %s", gid, branch.branchId(), end.word())
              .isEqualTo(end == GlobalStatus.SUCCEED ? 1 : 0);
        }
      }
    }
  }
}
