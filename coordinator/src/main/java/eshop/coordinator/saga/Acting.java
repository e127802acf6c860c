package eshop.coordinator.saga;

import eshop.coordinator.model.BranchResult;
import eshop.coordinator.model.BranchStatus;
import eshop.coordinator.model.GlobalStatus;
import java.time.Instant;
import java.util.List;

/**
 * Submitted: actions are called until all have succeeded, one is refused, time or retries run out,
 * or none can be called for now. An abort waits for the calls that are open, so that the states it
 * saves are as true as can be.
 */
final class Acting implements SagaState {
  private static final int REASON_MAX = 1024;

  private final SagaContext context;
  private final SagaProgress progress;
  private long retries;
  private String abortReason;
  private boolean saving;

  Acting(SagaContext context) {
    this.context = context;
    this.progress = context.progress();
  }

  @Override
  public SagaState answered(int branch, BranchResult result, Instant now, List<SagaCommand> out) {
    progress.answered(branch);
    if (result instanceof BranchResult.Success) {
      progress.learn(branch, BranchStatus.SUCCEED, now);
      context.madeProgress();
    } else if (result instanceof BranchResult.Failure failure) {
      progress.learn(branch, BranchStatus.FAILED, now);
      abortBecause(failure.message().isBlank() ? "an action was refused" : failure.message());
    } else {
      retryOrWait(branch, result, now, out);
    }
    return advance(now, out);
  }

  private void retryOrWait(int branch, BranchResult result, Instant now, List<SagaCommand> out) {
    long limit = context.global().options().retryLimit();
    boolean willAbort = abortReason != null || context.timedOut(now);
    if (limit == 0 || willAbort) {
      context.notAnswered(result);
    } else if (retries < limit) {
      retries++;
      context.call(branch, RetryPolicy.pauseMs(retries), out);
    } else {
      abortBecause("RetryCount is greater than RetryLimit, RetryLimit: " + limit);
    }
  }

  SagaState advance(Instant now, List<SagaCommand> out) {
    if (progress.anyActionFailed()) {
      abortBecause("fail message lost");
    }
    if (!progress.allActionsSucceeded() && context.timedOut(now)) {
      abortBecause("Timeout after " + context.global().options().timeoutToFail() + " seconds");
    }
    if (abortReason == null) {
      context.callAll(progress::callableActions, now, out);
      saveWhatOthersWaitFor(out);
    }
    if (progress.anyOpen() || saving) {
      return this;
    }
    if (abortReason != null) {
      return abort(now, out);
    }
    return progress.allActionsSucceeded()
        ? context.finish(GlobalStatus.SUCCEED, out)
        : context.reschedule(now, out);
  }

  private void saveWhatOthersWaitFor(List<SagaCommand> out) {
    if (!saving && progress.anyWaitsForSave()) {
      saving = true;
      out.add(new SagaCommand.SaveProgress(progress.toSave()));
    }
  }

  @Override
  public SagaState saved(Instant now, List<SagaCommand> out) {
    if (!saving) {
      return SagaState.super.saved(now, out);
    }
    saving = false;
    progress.saved();
    return advance(now, out);
  }

  private SagaState abort(Instant now, List<SagaCommand> out) {
    if (!context.exact()) {
      progress.distrustPrepared(now);
    }
    out.add(new SagaCommand.SaveAbort(abortReason, progress.toSave()));
    return new Saving(
        context,
        (later, more) -> {
          context.status(GlobalStatus.ABORTING);
          return new Compensating(context).advance(later, more);
        });
  }

  /** The first reason stays; it is cut to what its column holds. */
  private void abortBecause(String reason) {
    if (abortReason == null) {
      int length = reason.codePointCount(0, reason.length());
      abortReason =
          length <= REASON_MAX
              ? reason
              : reason.substring(0, reason.offsetByCodePoints(0, REASON_MAX));
    }
  }
}
