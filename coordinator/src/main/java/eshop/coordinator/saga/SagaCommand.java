package eshop.coordinator.saga;

import eshop.coordinator.model.BranchState;
import eshop.coordinator.model.GlobalStatus;
import java.time.Instant;
import java.util.List;

/**
 * What is to be done next. Calls are answered by {@link SagaEvent.Answered}, each once; a save is
 * answered by {@link SagaEvent.Saved}, and none is given before the one before it is. But for
 * {@link SaveProgress} none is given while a call is open.
 */
public sealed interface SagaCommand {

  /**
   * Call a branch.
   *
   * @param branch its index in the list of branches
   * @param pauseMs to wait before the call; 0 but for a retry within the run
   */
  record CallBranch(int branch, long pauseMs) implements SagaCommand {}

  /** Make these branch states durable: actions wait for it that may not be called before. */
  record SaveProgress(List<BranchState> states) implements SagaCommand {}

  /** Make the abort and all branch states durable; no compensation is called before that. */
  record SaveAbort(String reason, List<BranchState> states) implements SagaCommand {}

  /** Make the final status durable: the last command of a saga. */
  record SaveFinish(GlobalStatus from, GlobalStatus to, List<BranchState> states)
      implements SagaCommand {}

  /**
   * Make it durable when to run again: the last command of a run.
   *
   * @param interval seconds, for next_cron_interval
   * @param exact whether the stored branch states now show every action that may have been called
   */
  record SaveReschedule(
      GlobalStatus status, Instant next, long interval, boolean exact, List<BranchState> states)
      implements SagaCommand {}
}
