package eshop.node.demo;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What can happen to an order, one method a scenario, in the order in which the demo plays them.
 */
final class Scenarios {
  /** A scenario: a line that says what happens, and the playing of it. */
  record Scenario(String title, Play play) {}

  /** Anything may go wrong in a demo; it is printed. */
  interface Play {
    void on(DemoWorld world) throws Exception;
  }

  static final List<Scenario> ALL =
      List.of(
          new Scenario("Success without a coupon", world -> world.play(order(1, 1, 0))),
          new Scenario("Success with a coupon", world -> world.play(order(1, 2, 1))),
          new Scenario(
              "The coupon is used already: stock is given back, the order is cancelled",
              world -> world.play(order(1, 2, 1))),
          new Scenario(
              "Stock is short: the coupon is not touched", world -> world.play(order(1, 1_000, 2))),
          new Scenario(
              "The stock service is away for a moment: the order waits and succeeds",
              Scenarios::stockAway),
          new Scenario(
              "The stock service stays away: the order is given up and undone, a late action does"
                  + " nothing",
              Scenarios::timeout),
          new Scenario(
              "The same branch call five times at once, with its compensation: once, then zero",
              Scenarios::duplicates));

  private Scenarios() {}

  private static JsonObject order(long productId, int count, long couponId) {
    return new JsonObject()
        .put("userID", 1)
        .put("productID", productId)
        .put("amount", 1_000 * count)
        .put("productCount", count)
        .put("couponID", couponId);
  }

  private static void stockAway(DemoWorld world) throws Exception {
    JsonObject order = order(1, 1, 0).put("retryInterval", 1);
    world.sayBefore(order);
    world.node().undeploy("stock");
    world.say("fault    stock stopped");
    String orderId = world.submit(order);
    world.follow(orderId, "submitted");
    world.node().deploy("stock");
    world.say("repair   stock started");
    world.follow(orderId, "");
    world.sayAfter(order, orderId);
  }

  private static void timeout(DemoWorld world) throws Exception {
    JsonObject order = order(1, 1, 0).put("retryInterval", 1).put("timeoutToFail", 2);
    world.sayBefore(order);
    world.node().undeploy("stock");
    world.say("fault    stock stopped");
    String orderId = world.submit(order);
    world.follow(orderId, "aborting");
    world.node().deploy("stock");
    world.say("repair   stock started");
    world.follow(orderId, "");
    String late = await(world.stock().action(orderId, 1, 1));
    world.say("late     StockDeduct of the given-up order arrives: " + late);
    world.sayAfter(order, orderId);
  }

  private static void duplicates(DemoWorld world) throws Exception {
    JsonObject order = order(2, 3, 0);
    String gid = "demo-" + System.nanoTime();
    world.sayBefore(order);
    world.say("calls    StockDeduct of 3 units, gid " + gid + ", five times at once");
    world.say(
        "answers  "
            + await(
                Future.all(times(5, () -> world.stock().action(gid, 2, 3)))
                    .map(all -> all.list())));
    world.sayAfter(order, gid);
    world.say("calls    StockDeductRevert five times at once, then StockDeduct once more");
    world.say(
        "answers  "
            + await(
                Future.all(times(5, () -> world.stock().compensate(gid, 2, 3)))
                    .map(all -> all.list())));
    world.say("answers  " + await(world.stock().action(gid, 2, 3)));
    world.sayAfter(order, gid);
  }

  private static List<Future<String>> times(
      int count, java.util.function.Supplier<Future<String>> call) {
    List<Future<String>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      calls.add(call.get());
    }
    return calls;
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .get(DemoWorld.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
