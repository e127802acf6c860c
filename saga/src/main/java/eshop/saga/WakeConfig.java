package eshop.saga;

/**
 * How sagas that wait for a service are hurried when it is back and a real dtm runs them. A null
 * takes the default.
 *
 * @param enabled default true; false leaves them to their back-off. An embedded coordinator in the
 *     same process hurries its sagas itself, and is left to it
 * @param probeMs between two health checks of a branch service, 100 to 60,000; default 500
 * @param perSecond sagas hurried at most, 10 to 10,000; default 200
 */
public record WakeConfig(Boolean enabled, Integer probeMs, Integer perSecond) {

  /** All defaults. */
  public static final WakeConfig DEFAULTS = new WakeConfig(null, null, null);

  /**
   * Fills in the defaults and checks the values.
   *
   * @throws IllegalArgumentException naming the key and its rule
   */
  public WakeConfig {
    enabled = enabled == null || enabled;
    probeMs = inRange("probeMs", probeMs == null ? 500 : probeMs, 100, 60_000);
    perSecond = inRange("perSecond", perSecond == null ? 200 : perSecond, 10, 10_000);
  }

  private static Integer inRange(String key, int number, int min, int max) {
    if (number < min || number > max) {
      throw new IllegalArgumentException(
          key + " must be " + min + " to " + max + ", was " + number);
    }
    return number;
  }
}
