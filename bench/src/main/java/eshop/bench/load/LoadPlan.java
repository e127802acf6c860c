package eshop.bench.load;

import io.vertx.core.json.JsonObject;

/**
 * How a run drives its server.
 *
 * @param url where the API is, such as {@code http://127.0.0.1:8080}
 * @param connections closed loop: clients, each with one request at a time. Open loop: at most so
 *     many connections; a request that waits for one waits on its own clock, and is an error when
 *     it has waited for timeoutMs
 * @param ratePerS open loop: arrivals a second; 0 for the closed loop
 * @param warmupS seconds that are not counted
 * @param countedS seconds that are
 * @param timeoutMs a request without an answer by then is an error
 */
public record LoadPlan(
    String url, int connections, double ratePerS, int warmupS, int countedS, int timeoutMs) {
  /** A request that takes longer is given up, in milliseconds. */
  public static final int DEFAULT_TIMEOUT_MS = 30_000;

  private static final int MAX_CONNECTIONS = 10_000;

  /** Checks the ranges. */
  public LoadPlan {
    check(url.startsWith("http://"), "--url must be http://host:port");
    check(
        connections >= 1 && connections <= MAX_CONNECTIONS,
        "--connections must be 1 to " + MAX_CONNECTIONS);
    check(ratePerS >= 0 && ratePerS <= 1_000_000, "--rate must be 0 to 1000000 a second");
    check(warmupS >= 0 && warmupS <= 3_600, "--warmup must be 0 to 3600 seconds");
    check(countedS >= 1 && countedS <= 86_400, "--seconds must be 1 to 86400");
    check(timeoutMs >= 1 && timeoutMs <= 600_000, "--timeout must be 1 to 600000 ms");
  }

  /** Whether arrivals are fixed beforehand, not made by answers. */
  public boolean open() {
    return ratePerS > 0;
  }

  String submitUrl() {
    return url.replaceAll("/+$", "") + "/api/v1/submit";
  }

  /** {@code open 200/s} or {@code closed 64}. */
  public String describe() {
    return open() ? "open %s/s".formatted(number(ratePerS)) : "closed " + connections;
  }

  /** All that is needed to repeat the run. */
  public JsonObject json() {
    return new JsonObject()
        .put("url", url)
        .put("loop", open() ? "open" : "closed")
        .put("connections", connections)
        .put("ratePerS", ratePerS)
        .put("warmupS", warmupS)
        .put("countedS", countedS)
        .put("timeoutMs", timeoutMs);
  }

  private static String number(double rate) {
    return rate == Math.rint(rate) ? String.valueOf((long) rate) : String.valueOf(rate);
  }

  private static void check(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
