package eshop.coordinator.saga;

import eshop.coordinator.model.GlobalStatus;
import java.time.Instant;
import java.util.List;

/** Before the first event of a run. */
record NotStarted(SagaContext context, GlobalStatus status) implements SagaState {

  @Override
  public SagaState started(Instant now, List<SagaCommand> out) {
    return switch (status) {
      case SUBMITTED -> new Acting(context).advance(now, out);
      case ABORTING -> new Compensating(context).advance(now, out);
      case PREPARED, SUCCEED, FAILED ->
          throw new IllegalStateException("a saga that is " + status.word() + " does not run");
    };
  }
}
