package eshop.coordinator.saga;

import eshop.coordinator.model.BranchOp;
import eshop.coordinator.model.BranchResult;
import eshop.coordinator.model.TransBranch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The services of a simulation: every branch behind a barrier, reached over a network that loses,
 * delays and doubles requests and replies until the faults end.
 */
final class SimService {
  private final SimTime time;
  private final double trouble;
  private final Set<String> barrier = new HashSet<>();
  private final Map<String, Integer> effects = new HashMap<>();
  private final Set<String> refusing = new HashSet<>();

  SimService(SimTime time, double trouble) {
    this.time = time;
    this.trouble = trouble;
  }

  /** From now on this action is always refused. */
  void refuse(String gid, String branchId) {
    refusing.add(gid + branchId);
  }

  /** How often the step's effect is there: 1 or 0 in a sound system. */
  int effect(String gid, String branchId) {
    return effects.getOrDefault(gid + branchId, 0);
  }

  boolean faulty() {
    return time.nowMs() < 150_000;
  }

  /** One call: the reply comes once, or not at all. */
  void call(TransBranch branch, Consumer<BranchResult> reply) {
    boolean fault = faulty() && time.chance(trouble);
    if (fault && time.chance(0.3)) {
      return;
    }
    if (fault && time.chance(0.5)) {
      time.soon(() -> handle(branch));
    }
    if (fault && time.chance(0.4)) {
      time.soon(() -> handle(branch));
      return;
    }
    time.soon(
        () -> {
          BranchResult result = handle(branch);
          if (!faulty() || !time.chance(trouble / 3)) {
            time.soon(() -> reply.accept(result));
          }
        });
  }

  private BranchResult handle(TransBranch branch) {
    if (faulty() && time.chance(trouble / 2)) {
      return time.chance(0.5) ? new BranchResult.Ongoing() : new BranchResult.Unknown("503");
    }
    return branch.op() == BranchOp.ACTION ? act(branch) : compensate(branch);
  }

  private BranchResult act(TransBranch branch) {
    String step = branch.gid() + branch.branchId();
    if (barrier.contains(step + "action")) {
      return new BranchResult.Success();
    }
    if (refusing.contains(step) || (faulty() && time.chance(trouble / 8))) {
      return new BranchResult.Failure("refused");
    }
    barrier.add(step + "action");
    effects.merge(step, 1, Integer::sum);
    return new BranchResult.Success();
  }

  private BranchResult compensate(TransBranch branch) {
    String step = branch.gid() + branch.branchId();
    if (faulty() && time.chance(trouble / 4)) {
      return new BranchResult.Failure("a compensation may not be refused");
    }
    boolean actionNeverRan = barrier.add(step + "action");
    boolean first = barrier.add(step + "compensate");
    if (first && !actionNeverRan) {
      effects.merge(step, -1, Integer::sum);
    }
    return new BranchResult.Success();
  }
}
