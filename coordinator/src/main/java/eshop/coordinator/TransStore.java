package eshop.coordinator;

import eshop.coordinator.model.BranchState;
import eshop.coordinator.model.GlobalStatus;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The log of the coordinator. The verbs tell the algorithm: a saga that goes well is written twice
 * ({@link #saveNew}, {@link #finish}); branch states are otherwise written only together with
 * {@link #abort}, before the first compensation, with {@link #reschedule}, when a run ends without
 * a final status, and, of sagas that may be aborted out of turn, with {@link #progress}.
 *
 * <p>Each verb is about one saga and asynchronous, so that an implementation may put many of them
 * into one transaction. An answer comes only after the commit. A verb with a {@link Fence} is a
 * compare-and-set on status and owner, and answers false when the row has moved on; a failed future
 * means that it is not known whether the write happened.
 */
public interface TransStore {

  /** What {@link #saveNew} found. */
  sealed interface SaveResult {
    /** The transaction is saved. */
    record Saved() implements SaveResult {}

    /** The gid was taken; nothing was written. */
    record Exists(GlobalStatus status) implements SaveResult {}
  }

  /** Saves a transaction and its branches in one transaction, unless the gid is taken. */
  Future<SaveResult> saveNew(TransGlobal global, List<TransBranch> branches);

  /** The transaction with its branches, or empty if the gid is unknown. */
  Future<Optional<Trans>> find(String gid);

  /** Transactions without branches, newest first. */
  Future<List<TransGlobal>> list(TransFilter filter);

  /** Moves a transaction from prepared to submitted; answers false if it was not prepared. */
  Future<Boolean> submitPrepared(String gid, Instant now);

  /**
   * Takes sagas (other types of transaction are left to dtm) that are submitted or aborting and due
   * at {@code lease.now()}, oldest due time first, and gives them the lease. Callers in several
   * processes get disjoint sets.
   */
  Future<List<LockedTrans>> lockDue(Lease lease, int limit);

  /**
   * Takes this one if it is submitted or aborting and nobody runs it: it is due at {@code
   * lease.now()}, or its owner is empty or {@link #UNSURE}. Answers empty otherwise.
   */
  Future<Optional<LockedTrans>> lockOne(String gid, Lease lease);

  /** Moves the end of the lease (next_cron_time) while a run takes long. */
  Future<Boolean> renew(Fence fence, Instant until);

  /**
   * Branch states of a run that goes on, so that whoever takes the saga over, dtm too, knows of
   * them. The lease stays.
   */
  Future<Boolean> progress(Fence fence, List<BranchState> states, Instant now);

  /**
   * submitted to aborting with its reason, and the branch states in the same write: what must be
   * undone is durable before anything is undone. The lease stays.
   */
  Future<Boolean> abort(Fence fence, String reason, List<BranchState> states, Instant now);

  /**
   * To the final status {@code to}, with the branch states; sets finish_time for succeed,
   * rollback_time for failed. The owner stays in the row; nobody takes a lease on a final one.
   */
  Future<Boolean> finish(Fence fence, GlobalStatus to, List<BranchState> states, Instant now);

  /** Ends a run without a final status: writes the branch states and when to run again. */
  Future<Boolean> reschedule(Fence fence, Retry retry, List<BranchState> states, Instant now);

  /** Operator: to failed without compensation; answers false if it was final or is unknown. */
  Future<Boolean> forceStop(String gid, Instant now);

  /** Operator: due now, interval kept. Answers false if the gid is unknown or final. */
  Future<Boolean> resetNextCronTime(String gid, Instant now);

  /**
   * Operator: makes up to {@code limit} unfinished transactions due now that would be due later
   * than {@code now + timeout}; answers how many.
   */
  Future<Integer> resetCronTime(Duration timeout, int limit, Instant now);

  /**
   * Sagas that are submitted or aborting, that nobody runs (the owner is empty or {@link #UNSURE})
   * and that are due later than now: aborting ones first, the next due first.
   */
  Future<List<String>> waiting(Instant now, int limit);

  /**
   * Makes these due now, interval kept, if they still wait. Never one that is running; answers how
   * many.
   */
  Future<Integer> wake(List<String> gids, Instant now);

  /**
   * Housekeeping: looks at the {@code limit} transactions after this id, and removes the sagas
   * among them that ended before that time, with their branches, together or not at all. What
   * another caller has locked is left to it. Never anything that has not ended.
   *
   * @param afterId 0 to begin, then {@link RemovedPage#lastId}
   */
  Future<RemovedPage> removeEnded(long afterId, int limit, Instant endedBefore);

  /**
   * What a step of the housekeeping did.
   *
   * @param removed sagas
   * @param lastId where the next step begins; {@link #LAST} when there is nothing older to come
   */
  record RemovedPage(int removed, long lastId) {
    static final long LAST = -1;
  }

  /**
   * Owner of a transaction that nobody runs and whose branch states may lack actions called by a
   * run that was lost. It locks like an empty owner but is not {@link LockedTrans#exact}.
   */
  String UNSURE = "unsure";

  /**
   * When to run again.
   *
   * @param nextCronInterval seconds
   * @param exact false leaves {@link #UNSURE} as owner, true leaves it empty
   */
  record Retry(Instant nextCronTime, long nextCronInterval, boolean exact) {}
}
