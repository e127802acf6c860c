package eshop.node;

import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;

/**
 * Starts a node, says where everything is, and stops it in order when the process is told to end.
 */
final class StartCommand {
  /** What a node says last when it serves. */
  static final String LAST_LINE = "Ctrl-C ends everything.";

  private final Console console;
  private volatile boolean toldToEnd;

  StartCommand(Console console) {
    this.console = console;
  }

  /** Returns when the node serves; its threads keep the process alive. */
  void run(NodeConfig config) {
    CompletableFuture<Node> starting = new CompletableFuture<>();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(starting), "eshop-shutdown"));
    Node node;
    try {
      node = start(config, starting);
    } catch (RuntimeException e) {
      if (toldToEnd) {
        // The process's end took something from under the start: that is no failure to report.
        return;
      }
      throw e;
    }
    if (!toldToEnd) {
      sayWhereEverythingIs(node);
    }
  }

  private void sayWhereEverythingIs(Node node) {
    long sinceStartMs = ManagementFactory.getRuntimeMXBean().getUptime();
    console.line("eshop is ready (%.1f s)".formatted(sinceStartMs / 1_000.0));
    printAddresses(node);
    console.line(LAST_LINE);
  }

  private Node start(NodeConfig config, CompletableFuture<Node> starting) {
    try {
      Node node = Node.start(config, this::end);
      starting.complete(node);
      return node;
    } catch (RuntimeException e) {
      starting.completeExceptionally(e);
      throw e;
    }
  }

  /** Ends the process with what is left in order, and status 1. */
  private void end(String reason) {
    console.error(reason);
    new Thread(() -> System.exit(1), "eshop-exit").start();
  }

  /** A node that is told to end while it starts first comes up: half a start cannot be stopped. */
  private void stop(CompletableFuture<Node> starting) {
    toldToEnd = true;
    starting.thenAccept(Node::stop).exceptionally(failed -> null).join();
  }

  private void printAddresses(Node node) {
    NodeConfig config = node.config();
    JsonObject sections = config.sections();
    JsonObject gateway = sections.getJsonObject("gateway");
    if (config.verticles().contains(VerticleName.GATEWAY) && gateway.getBoolean("swagger")) {
      console.line(
          "  Swagger UI   http://127.0.0.1:%d/apis/swagger/index.html"
              .formatted(gateway.getInteger("port")));
    }
    console.line("  Health       http://127.0.0.1:%d/ready".formatted(config.management().port()));
    if (config.verticles().contains(VerticleName.COORDINATOR)) {
      JsonObject coordinator = sections.getJsonObject("coordinator");
      console.line(
          "  Coordinator  http://127.0.0.1:%d/api/dtmsvr/all   (gRPC 127.0.0.1:%d)"
              .formatted(coordinator.getInteger("httpPort"), coordinator.getInteger("grpcPort")));
    }
    if (config.database().embedded()) {
      console.line(
          "  MariaDB      127.0.0.1:%d, user %s, password in %s"
              .formatted(
                  node.server().port(),
                  node.server().user(),
                  config.databaseDir().resolve("password")));
    }
    if (config.verticles().contains(VerticleName.GATEWAY)) {
      console.line("Order something:");
      console.line(
          ("  curl -s -H 'Content-Type: application/json' -H 'Prefer: wait=10' -d"
                  + " '{\"userID\":1,\"productID\":1,\"amount\":1000,\"productCount\":1,\"couponID\":0}'"
                  + " http://127.0.0.1:%d/api/v1/submit")
              .formatted(gateway.getInteger("port")));
    }
  }
}
