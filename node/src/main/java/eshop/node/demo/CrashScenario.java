package eshop.node.demo;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A node killed with signal 9 in the middle of many orders, as a process of its own, and started
 * again: every order that was acknowledged must end.
 */
final class CrashScenario {
  private static final int ORDERS = 200;
  private static final int KILL_AFTER = 80;
  private static final int CLIENTS = 8;
  private static final Duration START_PATIENCE = Duration.ofSeconds(90);
  private static final String READY = "eshop is ready";

  private final List<String> nodeArguments;
  private final OrderClient orders;
  private final Consumer<String> out;

  /**
   * A crash of the node that these command-line arguments start.
   *
   * @param gatewayPort where it takes orders
   */
  CrashScenario(List<String> nodeArguments, int gatewayPort, Consumer<String> out) {
    this.nodeArguments = List.copyOf(nodeArguments);
    this.orders = new OrderClient(gatewayPort);
    this.out = out;
  }

  /** Plays it and leaves the restarted node running; the caller ends it. */
  Process play(Collection<String> acknowledged) throws IOException, InterruptedException {
    Process first = start();
    out.accept("   request  " + ORDERS + " orders by " + CLIENTS + " clients");
    submitUntilKilled(first, acknowledged);
    out.accept(
        "   fault    kill -9 of the node; %d orders had been acknowledged"
            .formatted(acknowledged.size()));
    Process second = start();
    out.accept("   repair   node started again on the same data");
    int ended = awaitAll(acknowledged);
    out.accept(
        "   after    %d of %d acknowledged orders have ended"
            .formatted(ended, acknowledged.size()));
    return second;
  }

  private void submitUntilKilled(Process node, Collection<String> acknowledged)
      throws InterruptedException {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    Collection<String> answered = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < ORDERS; i++) {
      clients.execute(
          () -> {
            submit(answered);
            if (answered.size() >= KILL_AFTER) {
              node.destroyForcibly();
            }
          });
    }
    clients.shutdown();
    clients.awaitTermination(60, TimeUnit.SECONDS);
    node.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    acknowledged.addAll(answered);
  }

  private void submit(Collection<String> answered) {
    JsonObject order =
        new JsonObject(
            Map.of("userID", 1, "productID", 2, "amount", 500, "productCount", 1, "couponID", 0));
    try {
      answered.add(orders.submit(order));
    } catch (IOException e) {
      // Not acknowledged: the node is dead. That is the point of the scenario.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int awaitAll(Collection<String> acknowledged) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + DemoWorld.PATIENCE.toNanos();
    int ended = 0;
    for (String orderId : acknowledged) {
      while (!isFinal(orderId) && System.nanoTime() < deadline) {
        Thread.sleep(50);
      }
      ended += isFinal(orderId) ? 1 : 0;
    }
    return ended;
  }

  private boolean isFinal(String orderId) throws IOException, InterruptedException {
    return List.of("succeed", "failed").contains(orders.get(orderId).getString("status"));
  }

  private Process start() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("eshop.node.NodeMain");
    command.addAll(nodeArguments);
    Process node =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    Runtime.getRuntime().addShutdownHook(new Thread(node::destroy));
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    var lines = node.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(READY)) {
        return node;
      }
      if (System.nanoTime() > deadline) {
        break;
      }
    }
    node.destroyForcibly();
    throw new IOException("the node did not start: " + String.join(" ", command));
  }
}
