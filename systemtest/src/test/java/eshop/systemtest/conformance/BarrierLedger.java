package eshop.systemtest.conformance;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the branches of the double have really done, kept as a branch barrier keeps it: an action
 * takes effect once, its compensation takes it back once and only if it took effect, and an action
 * that comes after its compensation does nothing.
 */
final class BarrierLedger {
  private record Entry(String gid, String branchId, Op op) {}

  private record Branch(String gid, String branchId) {}

  private final Set<Entry> entries = new HashSet<>();
  private final Map<Branch, Integer> effects = new HashMap<>();

  /** Takes note of a call that the branch worked on. */
  synchronized void apply(BranchCall call) {
    Branch branch = new Branch(call.gid(), call.branchId());
    if (call.op() == Op.COMPENSATE) {
      boolean actionNeverRan = entries.add(new Entry(call.gid(), call.branchId(), Op.ACTION));
      boolean first = entries.add(new Entry(call.gid(), call.branchId(), Op.COMPENSATE));
      if (first && !actionNeverRan) {
        effects.merge(branch, -1, Integer::sum);
      }
    } else if (entries.add(new Entry(call.gid(), call.branchId(), Op.ACTION))) {
      effects.merge(branch, 1, Integer::sum);
    }
  }

  /** 1 when the branch's work stands, 0 when it never was or was taken back. */
  synchronized int effect(String gid, String branchId) {
    return effects.getOrDefault(new Branch(gid, branchId), 0);
  }
}
