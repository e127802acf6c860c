package eshop.platform.management;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The checks that decide whether this node is ready. Verticles are deployed by name and share no
 * objects, so the checks meet in a local map of their Vertx.
 */
public final class Readiness {
  private static final String MAP = "eshop.readiness";
  private static final long CHECK_TIMEOUT_MS = 2_000;

  private record Check(Supplier<Future<Boolean>> supplier) implements Shareable {}

  private final LocalMap<String, Check> checks;

  private Readiness(LocalMap<String, Check> checks) {
    this.checks = checks;
  }

  public static Readiness of(Vertx vertx) {
    return new Readiness(vertx.sharedData().getLocalMap(MAP));
  }

  /** Adds or replaces a check; false, a failure, or no answer within 2 s means: not ready. */
  public void register(String name, Supplier<Future<Boolean>> check) {
    checks.put(name, new Check(check));
  }

  public void unregister(String name) {
    checks.remove(name);
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
              boolean ready = running.values().stream().allMatch(Future::result);
              return Future.succeededFuture(
                  new JsonObject().put("ready", ready).put("checks", results));
            });
  }

  private static Future<Boolean> run(Check check) {
    return Future.succeededFuture()
        .compose(start -> check.supplier().get())
        .timeout(CHECK_TIMEOUT_MS, TimeUnit.MILLISECONDS)
        .otherwise(false);
  }
}
