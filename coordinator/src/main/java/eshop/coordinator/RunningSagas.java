package eshop.coordinator;

import eshop.coordinator.model.GlobalStatus;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs in flight, at most one for each gid. A lock that arrives for a gid that is still running
 * means that the run has lost its lease: it is stopped, and the lock is used when it has ended.
 */
final class RunningSagas {
  private static final Logger LOG = LoggerFactory.getLogger(RunningSagas.class);

  /** A run and what is to follow it. */
  private static final class Entry {
    private final SagaRun run;
    private Future<RunEnd> end;
    private LockedTrans following;

    Entry(SagaRun run) {
      this.run = run;
    }
  }

  /** Is told about each run that nothing follows. */
  @FunctionalInterface
  interface Ended {
    void ended(RunEnd end);
  }

  private final RunnerParts parts;
  private final Ended listener;
  private final Map<String, Entry> running = new HashMap<>();

  RunningSagas(RunnerParts parts, Ended listener) {
    this.parts = parts;
    this.listener = listener;
  }

  int size() {
    return running.size();
  }

  /** The end of the run in flight, or null if this gid is not running. */
  Future<RunEnd> endOf(String gid) {
    Entry entry = running.get(gid);
    return entry == null ? null : entry.end;
  }

  boolean isAborting(String gid) {
    Entry entry = running.get(gid);
    return entry != null && entry.run.status() == GlobalStatus.ABORTING;
  }

  Future<RunEnd> start(LockedTrans locked) {
    String gid = locked.trans().global().gid();
    Entry entry = running.get(gid);
    if (entry != null) {
      entry.following = locked;
      entry.run.giveUp();
      return entry.end;
    }
    SagaRun run;
    try {
      run = new SagaRun(parts, locked);
    } catch (IllegalArgumentException e) {
      return setAside(locked, e);
    }
    Entry started = new Entry(run);
    running.put(gid, started);
    started.end = run.start().compose(end -> ended(gid, started, end));
    return started.end;
  }

  private Future<RunEnd> ended(String gid, Entry entry, RunEnd end) {
    running.remove(gid);
    if (entry.following != null) {
      return start(entry.following);
    }
    listener.ended(end);
    return Future.succeededFuture(end);
  }

  /** Rows that make no saga must not come back at every poll. */
  private Future<RunEnd> setAside(LockedTrans locked, IllegalArgumentException why) {
    var global = locked.trans().global();
    LOG.error("{} cannot be run: {}", global.gid(), why.getMessage());
    Duration pause = parts.options().retryIntervalMax();
    Instant next = parts.now().plus(pause);
    var retry = new TransStore.Retry(next, pause.toSeconds(), locked.exact());
    Fence fence = new Fence(global.gid(), global.owner(), global.status());
    return parts
        .here(parts.store().reschedule(fence, retry, List.of(), parts.now()))
        .map(done -> new RunEnd(global.status(), why.getMessage(), next, !done))
        .otherwise(e -> new RunEnd(global.status(), why.getMessage(), null, true));
  }

  void giveUp(String gid) {
    Entry entry = running.get(gid);
    if (entry != null) {
      entry.run.giveUp();
    }
  }

  void renewOldLeases() {
    List.copyOf(running.values()).forEach(entry -> entry.run.renewIfOld());
  }

  Future<Void> allEnded() {
    if (running.isEmpty()) {
      return Future.succeededFuture();
    }
    List.copyOf(running.values()).forEach(entry -> entry.run.stop());
    List<Future<RunEnd>> ends = running.values().stream().map(e -> e.end).toList();
    return Future.join(ends).compose(v -> allEnded());
  }
}
