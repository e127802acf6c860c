package eshop.coordinator;

import eshop.coordinator.TransStore.Retry;
import eshop.coordinator.TransStore.SaveResult;
import eshop.coordinator.model.BranchState;
import eshop.coordinator.model.GlobalStatus;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The verbs of {@link TransStore} on a map: what every implementation must mean by them. */
public final class MemoryLog {
  private final Map<String, Trans> rows = new LinkedHashMap<>();

  public synchronized SaveResult saveNew(TransGlobal global, List<TransBranch> branches) {
    Trans taken = rows.get(global.gid());
    if (taken != null) {
      return new SaveResult.Exists(taken.global().status());
    }
    rows.put(global.gid(), new Trans(global, branches));
    return new SaveResult.Saved();
  }

  public synchronized Optional<Trans> find(String gid) {
    return Optional.ofNullable(rows.get(gid));
  }

  public synchronized List<TransGlobal> all() {
    return rows.values().stream().map(Trans::global).toList();
  }

  public synchronized boolean submitPrepared(String gid) {
    Trans row = rows.get(gid);
    if (row == null || row.global().status() != GlobalStatus.PREPARED) {
      return false;
    }
    put(new Edit(row.global()).status(GlobalStatus.SUBMITTED), row.branches());
    return true;
  }

  public synchronized List<LockedTrans> lockDue(Lease lease, int limit) {
    return rows.values().stream()
        .filter(row -> canRun(row.global()) && isDue(row.global(), lease.now()))
        .sorted(Comparator.comparing(row -> row.global().nextCronTime()))
        .limit(limit)
        .toList()
        .stream()
        .map(row -> lock(row, lease))
        .toList();
  }

  public synchronized Optional<LockedTrans> lockOne(String gid, Lease lease) {
    return find(gid)
        .filter(row -> canRun(row.global()))
        .filter(
            row ->
                isDue(row.global(), lease.now())
                    || Set.of("", TransStore.UNSURE).contains(row.global().owner()))
        .map(row -> lock(row, lease));
  }

  private LockedTrans lock(Trans row, Lease lease) {
    boolean exact = row.global().owner().isEmpty();
    Edit edit = new Edit(row.global()).owner(lease.owner()).next(lease.until());
    return new LockedTrans(put(edit, row.branches()), exact);
  }

  private static boolean canRun(TransGlobal global) {
    return global.status() == GlobalStatus.SUBMITTED || global.status() == GlobalStatus.ABORTING;
  }

  private static boolean isDue(TransGlobal global, Instant now) {
    return !global.nextCronTime().isAfter(now);
  }

  public synchronized boolean renew(Fence fence, Instant until) {
    return change(fence, List.of(), edit -> edit.next(until));
  }

  public synchronized boolean progress(Fence fence, List<BranchState> states) {
    return change(fence, states, edit -> edit);
  }

  public synchronized boolean abort(Fence fence, String reason, List<BranchState> states) {
    return change(fence, states, edit -> edit.status(GlobalStatus.ABORTING).reason(reason));
  }

  public synchronized boolean finish(Fence fence, GlobalStatus to, List<BranchState> states) {
    return change(fence, states, edit -> edit.status(to).owner(""));
  }

  public synchronized boolean reschedule(Fence fence, Retry retry, List<BranchState> states) {
    return change(
        fence,
        states,
        edit ->
            edit.next(retry.nextCronTime())
                .interval(retry.nextCronInterval())
                .owner(retry.exact() ? "" : TransStore.UNSURE));
  }

  public synchronized boolean forceStop(String gid) {
    Trans row = rows.get(gid);
    if (row == null || row.global().status().isFinal()) {
      return false;
    }
    put(new Edit(row.global()).status(GlobalStatus.FAILED).owner(""), row.branches());
    return true;
  }

  public synchronized boolean resetNextCronTime(String gid, Instant now) {
    Trans row = rows.get(gid);
    if (row == null || row.global().status().isFinal()) {
      return false;
    }
    put(new Edit(row.global()).next(now), row.branches());
    return true;
  }

  public synchronized int resetCronTime(Instant dueAfter, int limit, Instant now) {
    List<Trans> late =
        rows.values().stream()
            .filter(row -> !row.global().status().isFinal())
            .filter(row -> row.global().nextCronTime().isAfter(dueAfter))
            .limit(limit)
            .toList();
    late.forEach(row -> resetNextCronTime(row.global().gid(), now));
    return late.size();
  }

  public synchronized List<String> waiting(Instant now, int limit) {
    return rows.values().stream()
        .map(Trans::global)
        .filter(global -> waits(global, now))
        .map(TransGlobal::gid)
        .limit(limit)
        .toList();
  }

  public synchronized int wake(List<String> gids, Instant now) {
    List<String> still = gids.stream().filter(gid -> waits(rows.get(gid).global(), now)).toList();
    still.forEach(gid -> resetNextCronTime(gid, now));
    return still.size();
  }

  private static boolean waits(TransGlobal global, Instant now) {
    return canRun(global)
        && !isDue(global, now)
        && Set.of("", TransStore.UNSURE).contains(global.owner());
  }

  private boolean change(Fence fence, List<BranchState> states, UnaryOperator<Edit> edit) {
    Trans row = rows.get(fence.gid());
    if (row == null
        || row.global().status() != fence.status()
        || !row.global().owner().equals(fence.owner())) {
      return false;
    }
    put(edit.apply(new Edit(row.global())), written(row.branches(), states));
    return true;
  }

  private static List<TransBranch> written(List<TransBranch> branches, List<BranchState> states) {
    List<TransBranch> changed = new ArrayList<>(branches);
    for (BranchState state : states) {
      changed.replaceAll(
          b -> b.branchId().equals(state.branchId()) && b.op() == state.op() ? with(b, state) : b);
    }
    return changed;
  }

  private static TransBranch with(TransBranch b, BranchState state) {
    return new TransBranch(
        b.gid(),
        b.url(),
        b.payload(),
        b.branchId(),
        b.op(),
        state.status(),
        b.createTime(),
        state.time(),
        state.time(),
        b.rollbackTime());
  }

  private Trans put(Edit edit, List<TransBranch> branches) {
    Trans row = new Trans(edit.global, branches);
    rows.put(edit.global.gid(), row);
    return row;
  }

  /** Copies a global row with one thing changed. */
  private record Edit(TransGlobal global) {

    Edit status(GlobalStatus status) {
      return copy(
          status,
          global.rollbackReason(),
          global.nextCronInterval(),
          global.nextCronTime(),
          global.owner());
    }

    Edit reason(String reason) {
      return copy(
          global.status(),
          reason,
          global.nextCronInterval(),
          global.nextCronTime(),
          global.owner());
    }

    Edit interval(long interval) {
      return copy(
          global.status(),
          global.rollbackReason(),
          interval,
          global.nextCronTime(),
          global.owner());
    }

    Edit next(Instant next) {
      return copy(
          global.status(),
          global.rollbackReason(),
          global.nextCronInterval(),
          next,
          global.owner());
    }

    Edit owner(String owner) {
      return copy(
          global.status(),
          global.rollbackReason(),
          global.nextCronInterval(),
          global.nextCronTime(),
          owner);
    }

    private Edit copy(
        GlobalStatus status, String reason, long interval, Instant next, String owner) {
      TransGlobal g = global;
      return new Edit(
          new TransGlobal(
              g.id(),
              g.gid(),
              g.transType(),
              status,
              g.queryPrepared(),
              g.protocol(),
              g.createTime(),
              g.updateTime(),
              g.finishTime(),
              g.rollbackTime(),
              g.options(),
              g.customData(),
              interval,
              next,
              owner,
              g.extData(),
              g.result(),
              reason));
    }
  }
}
