package eshop.coordinator;

import eshop.coordinator.model.BranchState;
import eshop.coordinator.model.GlobalStatus;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A {@link MemoryLog} behind the asynchronous interface, with a switch that makes writes fail. */
public final class MemoryTransStore implements TransStore {
  public final MemoryLog log = new MemoryLog();
  public final List<String> writes = new CopyOnWriteArrayList<>();
  private final List<String> broken = new ArrayList<>();

  /** The next write with this name fails, once, without effect. */
  public void failOnce(String verb) {
    broken.add(verb);
  }

  private synchronized <T> Future<T> write(String verb, Supplier<T> effect) {
    writes.add(verb);
    if (broken.remove(verb)) {
      return Future.failedFuture("database is gone");
    }
    return Future.succeededFuture(effect.get());
  }

  @Override
  public Future<SaveResult> saveNew(TransGlobal global, List<TransBranch> branches) {
    return write("saveNew", () -> log.saveNew(global, branches));
  }

  @Override
  public synchronized Future<Optional<Trans>> find(String gid) {
    return Future.succeededFuture(log.find(gid));
  }

  @Override
  public synchronized Future<List<TransGlobal>> list(TransFilter filter) {
    return Future.succeededFuture(log.all());
  }

  @Override
  public Future<Boolean> submitPrepared(String gid, Instant now) {
    return write("submitPrepared", () -> log.submitPrepared(gid));
  }

  @Override
  public Future<List<LockedTrans>> lockDue(Lease lease, int limit) {
    return write("lockDue", () -> log.lockDue(lease, limit));
  }

  @Override
  public Future<Optional<LockedTrans>> lockOne(String gid, Lease lease) {
    return write("lockOne", () -> log.lockOne(gid, lease));
  }

  @Override
  public Future<Boolean> renew(Fence fence, Instant until) {
    return write("renew", () -> log.renew(fence, until));
  }

  @Override
  public Future<Boolean> progress(Fence fence, List<BranchState> states, Instant now) {
    return write("progress", () -> log.progress(fence, states));
  }

  @Override
  public Future<Boolean> abort(Fence fence, String reason, List<BranchState> states, Instant now) {
    return write("abort", () -> log.abort(fence, reason, states));
  }

  @Override
  public Future<Boolean> finish(
      Fence fence, GlobalStatus to, List<BranchState> states, Instant now) {
    return write("finish", () -> log.finish(fence, to, states));
  }

  @Override
  public Future<Boolean> reschedule(
      Fence fence, Retry retry, List<BranchState> states, Instant now) {
    return write("reschedule", () -> log.reschedule(fence, retry, states));
  }

  @Override
  public Future<Boolean> forceStop(String gid, Instant now) {
    return write("forceStop", () -> log.forceStop(gid));
  }

  @Override
  public Future<Boolean> resetNextCronTime(String gid, Instant now) {
    return write("resetNextCronTime", () -> log.resetNextCronTime(gid, now));
  }

  @Override
  public Future<Integer> resetCronTime(Duration timeout, int limit, Instant now) {
    return write("resetCronTime", () -> log.resetCronTime(now.plus(timeout), limit, now));
  }

  @Override
  public Future<List<String>> waiting(Instant now, int limit) {
    return Future.succeededFuture(log.waiting(now, limit));
  }

  @Override
  public Future<Integer> wake(List<String> gids, Instant now) {
    return write("wake", () -> log.wake(gids, now));
  }

  /** Nothing grows old in memory. */
  @Override
  public Future<RemovedPage> removeEnded(long afterId, int limit, Instant endedBefore) {
    return Future.succeededFuture(new RemovedPage(0, RemovedPage.LAST));
  }
}
