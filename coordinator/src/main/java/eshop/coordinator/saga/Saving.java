package eshop.coordinator.saga;

import java.time.Instant;
import java.util.List;

/** A save is under way; nothing else is until it is durable. */
record Saving(SagaContext context, Next next) implements SagaState {

  /** What follows when the save is durable. */
  @FunctionalInterface
  interface Next {
    SagaState after(Instant now, List<SagaCommand> out);
  }

  @Override
  public SagaState saved(Instant now, List<SagaCommand> out) {
    context.progress().saved();
    return next.after(now, out);
  }
}
