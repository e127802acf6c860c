package eshop.saga;

import java.util.List;
import java.util.Objects;

/**
 * A saga as it is handed to dtm: steps that all take effect or are all undone.
 *
 * @param gid the global id; a second saga with the same gid is the same saga
 * @param steps in the order of their actions, 1 to 99 of them (branch ids have two digits)
 * @param options how dtm drives it
 */
public record Saga(String gid, List<SagaStep> steps, SagaOptions options) {

  static final int STEPS_MAX = 99;

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException for a bad gid, too few or too many steps, or an order that
   *     names a step that does not exist
   */
  public Saga {
    Ids.checked("gid", gid);
    steps = List.copyOf(steps);
    Objects.requireNonNull(options, "options");
    if (steps.isEmpty() || steps.size() > STEPS_MAX) {
      throw new IllegalArgumentException("a saga has 1 to " + STEPS_MAX + " steps");
    }
    for (int step : options.orders().keySet()) {
      if (step >= steps.size()) {
        throw new IllegalArgumentException("orders names step " + step + ", which does not exist");
      }
    }
  }

  /** A saga with the default options. */
  public Saga(String gid, List<SagaStep> steps) {
    this(gid, steps, SagaOptions.DEFAULTS);
  }
}
