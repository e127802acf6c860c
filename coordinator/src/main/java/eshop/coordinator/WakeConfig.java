package eshop.coordinator;

import static eshop.platform.config.Rule.between;
import static eshop.platform.config.Rule.orDefault;

import java.time.Duration;

/**
 * The section {@code coordinator.wake}: sagas that wait for a branch host are run at once when it
 * serves again.
 *
 * @param enabled default true; false leaves them to their back-off
 * @param probeMs between two questions to a host that is away, 50 to 60000; default 500
 * @param pauseMs least time between two wakes for one host, 100 to 60000; doubled each time a wake
 *     did not help; default 1000
 * @param pauseMaxMs what doubling stops at, 1000 to 600000; default 30000
 */
public record WakeConfig(Boolean enabled, Integer probeMs, Integer pauseMs, Integer pauseMaxMs) {

  static final WakeConfig DEFAULTS = new WakeConfig(null, null, null, null);

  public WakeConfig {
    enabled = orDefault(enabled, true);
    probeMs = between("probeMs", orDefault(probeMs, 500), 50, 60_000);
    pauseMs = between("pauseMs", orDefault(pauseMs, 1_000), 100, 60_000);
    pauseMaxMs = between("pauseMaxMs", orDefault(pauseMaxMs, 30_000), 1_000, 600_000);
  }

  Duration pause() {
    return Duration.ofMillis(pauseMs);
  }

  Duration pauseMax() {
    return Duration.ofMillis(pauseMaxMs);
  }
}
