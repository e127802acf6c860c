package eshop.coordinator.saga;

import eshop.coordinator.model.BranchResult;
import eshop.coordinator.model.BranchStatus;
import eshop.coordinator.model.GlobalStatus;
import java.time.Instant;
import java.util.List;

/**
 * Aborting: compensations are called in reverse until all have succeeded or none can be called for
 * now. There is no way back and no other way out, so even a refusal is only a reason to ask again.
 */
final class Compensating implements SagaState {
  private final SagaContext context;
  private final SagaProgress progress;

  Compensating(SagaContext context) {
    this.context = context;
    this.progress = context.progress();
  }

  @Override
  public SagaState answered(int branch, BranchResult result, Instant now, List<SagaCommand> out) {
    progress.answered(branch);
    if (result instanceof BranchResult.Success) {
      progress.learn(branch, BranchStatus.SUCCEED, now);
      context.madeProgress();
    } else {
      context.notAnswered(result);
    }
    return advance(now, out);
  }

  SagaState advance(Instant now, List<SagaCommand> out) {
    context.callAll(progress::callableCompensations, now, out);
    if (progress.anyOpen()) {
      return this;
    }
    return progress.allUndone()
        ? context.finish(GlobalStatus.FAILED, out)
        : context.reschedule(now, out);
  }
}
