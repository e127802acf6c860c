package eshop.platform.management;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The checks that decide whether this node is ready. One object a node; thread-safe. */
public final class Readiness {
  private static final long CHECK_TIMEOUT_MS = 2_000;
  private static final long INTERVAL_MS = 1_000;

  private final Map<String, Supplier<Future<Boolean>>> checks = new ConcurrentHashMap<>();
  private volatile boolean ready;

  /** Adds or replaces a check; false, a failure, or no answer within 2 s means: not ready. */
  public void register(String name, Supplier<Future<Boolean>> check) {
    checks.put(name, check);
  }

  public void unregister(String name) {
    checks.remove(name);
  }

  /**
   * Runs the checks once a second from now on, so that {@link #isReady} can tell at any time.
   *
   * @param vertx stops it when it is closed
   */
  public void watch(Vertx vertx) {
    vertx.setPeriodic(INTERVAL_MS, fired -> check());
  }

  /** What the last run of all checks said; false before the first. */
  public boolean isReady() {
    return ready;
  }

  /** Runs all checks; the reply is {@code {"ready":…,"checks":{name:true|false}}}. */
  public Future<JsonObject> check() {
    Map<String, Future<Boolean>> running = new TreeMap<>();
    checks.forEach((name, check) -> running.put(name, run(check)));
    List<Future<Boolean>> all = new ArrayList<>(running.values());
    return Future.join(all)
        .transform(
            done -> {
              JsonObject results = new JsonObject();
              running.forEach((name, result) -> results.put(name, result.result()));
              ready = running.values().stream().allMatch(Future::result);
              return Future.succeededFuture(
                  new JsonObject().put("ready", ready).put("checks", results));
            });
  }

  private static Future<Boolean> run(Supplier<Future<Boolean>> check) {
    return Future.succeededFuture()
        .compose(start -> check.get())
        .timeout(CHECK_TIMEOUT_MS, TimeUnit.MILLISECONDS)
        .otherwise(false);
  }
}
