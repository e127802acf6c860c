package eshop.coordinator.saga;

import eshop.coordinator.model.BranchState;
import eshop.coordinator.model.BranchStatus;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import eshop.coordinator.model.TransOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a run knows of its branches: their statuses, which calls are open, and what the store does
 * not hold yet. The questions here are pure; only {@code call}, {@code answered} and {@code learn}
 * change anything.
 */
final class SagaProgress {
  private final List<TransBranch> branches;
  private final SagaShape shape;
  private final List<Integer> actions = new ArrayList<>();
  private final BranchStatus[] status;
  private final Set<Integer> open = new HashSet<>();
  private final Set<Integer> called = new HashSet<>();
  private final Map<Integer, BranchState> unsaved = new TreeMap<>();
  private final boolean stepwise;
  private Map<Integer, BranchState> underWay = Map.of();

  SagaProgress(TransGlobal global, List<TransBranch> branches) {
    this.branches = List.copyOf(branches);
    this.shape = SagaShape.of(branches, global.options());
    this.status = branches.stream().map(TransBranch::status).toArray(BranchStatus[]::new);
    for (int i = 0; i < shape.size(); i++) {
      actions.add(shape.step(i).action());
    }
    this.stepwise = isStepwise(global.options());
  }

  /**
   * Whether no action may be called before the store holds the successes that it waits for. If a
   * run is lost, the next may abort such a saga before it has called all those actions again; and
   * dtm, which may be the next, undoes only what the stored states lead to. Any other saga aborts
   * for a refusal alone, and by then all that comes before has answered once more.
   */
  private static boolean isStepwise(TransOptions options) {
    return options.timeoutToFail() > 0
        || options.retryLimit() > 0
        || (options.concurrent() && !options.orders().isEmpty());
  }

  boolean anyOpen() {
    return !open.isEmpty();
  }

  boolean isEmptyUrl(int branch) {
    return branches.get(branch).url().isEmpty();
  }

  void call(int branch) {
    called.add(branch);
    open.add(branch);
  }

  void answered(int branch) {
    if (!open.remove(branch)) {
      throw new IllegalStateException("branch " + branch + " answered but no call is open");
    }
  }

  void learn(int branch, BranchStatus learned, Instant now) {
    if (status[branch] != learned) {
      TransBranch b = branches.get(branch);
      status[branch] = learned;
      unsaved.put(branch, new BranchState(b.branchId(), b.op(), learned, now));
    }
  }

  /** What the store does not hold yet; it is under way to it until {@link #saved}. */
  List<BranchState> toSave() {
    underWay = new TreeMap<>(unsaved);
    return List.copyOf(underWay.values());
  }

  void saved() {
    underWay.forEach(unsaved::remove);
    underWay = Map.of();
  }

  boolean anyActionFailed() {
    return actions.stream().anyMatch(a -> status[a] == BranchStatus.FAILED);
  }

  boolean allActionsSucceeded() {
    return actions.stream().allMatch(a -> status[a] == BranchStatus.SUCCEED);
  }

  /** Actions to call now: not called in this run yet, and all they wait for has succeeded. */
  List<Integer> callableActions() {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      int action = shape.step(i).action();
      if (reached(i) && !called.contains(action) && !waitsForSave(i)) {
        found.add(action);
      }
    }
    return found;
  }

  /** True if an action could be called but for states that are not durable. */
  boolean anyWaitsForSave() {
    for (int i = 0; i < shape.size(); i++) {
      if (reached(i) && !called.contains(shape.step(i).action()) && waitsForSave(i)) {
        return true;
      }
    }
    return false;
  }

  private boolean waitsForSave(int step) {
    return stepwise
        && shape.before(step).stream().anyMatch(b -> unsaved.containsKey(shape.step(b).action()));
  }

  /** True if the action has no final answer but nothing kept it from being called. */
  private boolean reached(int step) {
    return actionStatus(step) == BranchStatus.PREPARED
        && shape.before(step).stream().allMatch(b -> actionStatus(b) == BranchStatus.SUCCEED);
  }

  /**
   * Takes every action without a final answer for one that took effect. For states that may lag
   * behind what a lost run called: a compensation too many is nothing to a barrier, one too few
   * loses money.
   */
  void distrustPrepared(Instant now) {
    for (int action : actions) {
      if (status[action] == BranchStatus.PREPARED) {
        learn(action, BranchStatus.SUCCEED, now);
      }
    }
  }

  /** The refused action is undone as well: it may have taken effect before it answered. */
  private boolean mustUndo(int step) {
    return actionStatus(step) != BranchStatus.PREPARED || reached(step);
  }

  private boolean undone(int step) {
    return !mustUndo(step) || status[shape.step(step).compensate()] == BranchStatus.SUCCEED;
  }

  boolean allUndone() {
    for (int i = 0; i < shape.size(); i++) {
      if (!undone(i)) {
        return false;
      }
    }
    return true;
  }

  /** Compensations to call now, last step first: all steps that came after are undone. */
  List<Integer> callableCompensations() {
    List<Integer> found = new ArrayList<>();
    for (int i = shape.size() - 1; i >= 0; i--) {
      int compensate = shape.step(i).compensate();
      if (!undone(i)
          && !called.contains(compensate)
          && shape.after(i).stream().allMatch(this::undone)) {
        found.add(compensate);
      }
    }
    return found;
  }

  private BranchStatus actionStatus(int step) {
    return status[shape.step(step).action()];
  }
}
