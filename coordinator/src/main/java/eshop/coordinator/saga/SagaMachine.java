package eshop.coordinator.saga;

import eshop.coordinator.model.GlobalStatus;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of one saga, from what the store holds to a final status or to the next time to run. It
 * decides and does nothing: events go in, commands come out. It knows no thread and no clock; feed
 * it one event at a time. A crash is simply a machine that gets no more events.
 *
 * <p>The order of things that keeps sagas whole: the abort is saved, with every branch state,
 * before the first compensation is called; and when the stored states may lag behind what a lost
 * run called, every action without a final answer is compensated.
 */
public final class SagaMachine {
  private final SagaContext context;
  private SagaState state;

  /**
   * Takes up a saga as it was stored.
   *
   * @param exact whether the stored states show every action that may have been called; true for a
   *     saga that was just saved
   * @throws IllegalArgumentException if the branches or orders make no saga
   */
  public SagaMachine(
      TransGlobal global, List<TransBranch> branches, boolean exact, RetryPolicy policy) {
    this.context = new SagaContext(global, new SagaProgress(global, branches), policy, exact);
    this.state = new NotStarted(context, global.status());
  }

  /**
   * Takes one event and says what to do next.
   *
   * @throws IllegalStateException if the event cannot happen now; the machine is of no use then
   */
  public List<SagaCommand> on(SagaEvent event) {
    List<SagaCommand> out = new ArrayList<>();
    if (event instanceof SagaEvent.Started) {
      state = state.started(event.now(), out);
    } else if (event instanceof SagaEvent.Answered answered) {
      state = state.answered(answered.branch(), answered.result(), event.now(), out);
    } else {
      state = state.saved(event.now(), out);
    }
    return out;
  }

  /** The last status that is known to be durable. */
  public GlobalStatus status() {
    return context.status();
  }

  /** True when the run is over: no event is legal any more. */
  public boolean ended() {
    return state instanceof Ended;
  }
}
