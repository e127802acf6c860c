package eshop.coordinator.saga;

import eshop.coordinator.model.BranchResult;
import java.time.Instant;

/** What happens to a run of a saga. Each event carries the time at which it happened. */
public sealed interface SagaEvent {

  /** The time at which it happened. */
  Instant now();

  /** The run begins; always the first event. */
  record Started(Instant now) implements SagaEvent {}

  /** A branch that a {@link SagaCommand.CallBranch} named has answered. */
  record Answered(int branch, BranchResult result, Instant now) implements SagaEvent {}

  /** The last save command is durable. A save that is refused or lost ends the run instead. */
  record Saved(Instant now) implements SagaEvent {}
}
