package eshop.coordinator.saga;

import eshop.coordinator.model.BranchOp;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The steps of a saga and which of them wait for which: in a sequential saga each for the one
 * before it, and in any saga for those that its orders name. Compensations wait the other way
 * round.
 */
public final class SagaShape {

  /** Where a step's two operations stand in the list of branches. */
  record Step(int action, int compensate) {}

  private final List<Step> steps;
  private final List<List<Integer>> before;
  private final List<List<Integer>> after;

  private SagaShape(List<Step> steps, List<List<Integer>> before) {
    this.steps = steps;
    this.before = before;
    this.after = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      after.add(new ArrayList<>());
    }
    for (int i = 0; i < steps.size(); i++) {
      for (int needed : before.get(i)) {
        after.get(needed).add(i);
      }
    }
  }

  /**
   * Reads the steps from the branches.
   *
   * @throws IllegalArgumentException if a step lacks its action or compensation, or the orders name
   *     a step that does not exist or wait for each other in a ring
   */
  public static SagaShape of(List<TransBranch> branches, TransOptions options) {
    List<Step> steps = pair(branches);
    List<List<Integer>> before = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      List<Integer> needed = new ArrayList<>(options.orders().getOrDefault(i, List.of()));
      if (!options.concurrent() && i > 0) {
        needed.add(i - 1);
      }
      before.add(needed);
    }
    checkOrders(steps.size(), options, before);
    return new SagaShape(steps, before);
  }

  private static List<Step> pair(List<TransBranch> branches) {
    Map<String, Integer> actions = new LinkedHashMap<>();
    Map<String, Integer> compensates = new LinkedHashMap<>();
    for (int i = 0; i < branches.size(); i++) {
      TransBranch branch = branches.get(i);
      Map<String, Integer> ops = branch.op() == BranchOp.ACTION ? actions : compensates;
      if (ops.put(branch.branchId(), i) != null) {
        throw new IllegalArgumentException(
            "branch " + branch.branchId() + " has two of " + branch.op().word());
      }
    }
    if (!actions.keySet().equals(compensates.keySet())) {
      throw new IllegalArgumentException("every step needs one action and one compensation");
    }
    return actions.entrySet().stream()
        .map(e -> new Step(e.getValue(), compensates.get(e.getKey())))
        .toList();
  }

  private static void checkOrders(int n, TransOptions options, List<List<Integer>> before) {
    options.orders().keySet().forEach(step -> checkStep(step, n));
    before.forEach(needed -> needed.forEach(step -> checkStep(step, n)));
    boolean[] reachable = new boolean[n];
    for (int round = 0; round < n; round++) {
      for (int i = 0; i < n; i++) {
        reachable[i] |= before.get(i).stream().allMatch(step -> reachable[step]);
      }
    }
    for (int i = 0; i < n; i++) {
      if (!reachable[i]) {
        throw new IllegalArgumentException("orders: step " + i + " waits for itself");
      }
    }
  }

  private static void checkStep(int step, int n) {
    if (step < 0 || step >= n) {
      throw new IllegalArgumentException(
          "orders: there is no step " + step + ", steps are 0 to " + (n - 1));
    }
  }

  int size() {
    return steps.size();
  }

  Step step(int i) {
    return steps.get(i);
  }

  /** The steps whose actions must have succeeded before this one's action is called. */
  List<Integer> before(int i) {
    return before.get(i);
  }

  /** The steps that must be undone before this one's compensation is called. */
  List<Integer> after(int i) {
    return after.get(i);
  }
}
