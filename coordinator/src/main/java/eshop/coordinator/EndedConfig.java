package eshop.coordinator;

import static eshop.platform.config.Rule.between;
import static eshop.platform.config.Rule.orDefault;

import java.time.Duration;

/**
 * The section {@code coordinator.housekeeping}: when sagas that have ended are removed.
 *
 * @param keepDays how long they are kept after their end, 1 to 3650; 0: for ever; default 30
 * @param everyS seconds between two sweeps, 1 to 86400; default 600
 * @param batch sagas in one step, 1 to 1000; default 200
 * @param pauseMs between two steps, 1 to 60000; default 100
 */
public record EndedConfig(Integer keepDays, Integer everyS, Integer batch, Integer pauseMs) {

  static final EndedConfig DEFAULTS = new EndedConfig(null, null, null, null);

  public EndedConfig {
    keepDays = between("keepDays", orDefault(keepDays, 30), 0, 3_650);
    everyS = between("everyS", orDefault(everyS, 600), 1, 86_400);
    batch = between("batch", orDefault(batch, 200), 1, 1_000);
    pauseMs = between("pauseMs", orDefault(pauseMs, 100), 1, 60_000);
  }

  Duration keep() {
    return Duration.ofDays(keepDays);
  }
}
