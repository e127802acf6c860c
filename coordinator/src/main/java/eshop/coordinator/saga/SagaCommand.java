package eshop.coordinator.saga;

import eshop.coordinator.model.BranchState;
import eshop.coordinator.model.GlobalStatus;
import java.time.Instant;
import java.util.List;

/**
 * What is to be done next. Calls are answered by {@link SagaEvent.Answered}, each once; a save is
 * answered by {@link SagaEvent.Saved}, and is never given while a call is open.
 */
public sealed interface SagaCommand {

  /** Call this branch (its index in the list of branches). */
  record CallBranch(int branch) implements SagaCommand {}

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
