package eshop.coordinator.saga;

import eshop.coordinator.model.BranchResult;
import java.time.Instant;
import java.util.List;

/**
 * A state of a run. Each state answers only the events that are legal in it with the state that
 * follows, and adds what is to be done to {@code out}; every other event throws, so no illegal
 * transition can be forgotten.
 */
sealed interface SagaState permits NotStarted, Acting, Compensating, Saving, Ended {

  default SagaState started(Instant now, List<SagaCommand> out) {
    throw illegal("Started");
  }

  default SagaState answered(int branch, BranchResult result, Instant now, List<SagaCommand> out) {
    throw illegal("Answered");
  }

  default SagaState saved(Instant now, List<SagaCommand> out) {
    throw illegal("Saved");
  }

  private IllegalStateException illegal(String event) {
    return new IllegalStateException(event + " is illegal in " + getClass().getSimpleName());
  }
}
