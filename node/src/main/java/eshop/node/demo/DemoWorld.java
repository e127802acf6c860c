package eshop.node.demo;

import eshop.node.Node;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What a scenario plays on: a running node, its orders over HTTP, its tables, and a line to print
 * on.
 */
final class DemoWorld {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_MS = 20;

  private final Node node;
  private final OrderClient orders;
  private final Ledger ledger;
  private final StockCalls stock;
  private final Consumer<String> out;

  DemoWorld(Node node, OrderClient orders, Ledger ledger, StockCalls stock, Consumer<String> out) {
    this.node = node;
    this.orders = orders;
    this.ledger = ledger;
    this.stock = stock;
    this.out = out;
  }

  Node node() {
    return node;
  }

  StockCalls stock() {
    return stock;
  }

  void say(String line) {
    out.accept("   " + line);
  }

  /** Prints the books before, the request, every status until the end, and the books after. */
  void play(JsonObject order) throws IOException, SQLException, InterruptedException {
    sayBefore(order);
    String orderId = submit(order);
    follow(orderId, "");
    sayAfter(order, orderId);
  }

  void sayBefore(JsonObject order) throws SQLException {
    say("before   " + ledger.before(order.getLong("productID"), order.getLong("couponID")));
  }

  void sayAfter(JsonObject order, String orderId) throws SQLException {
    say("after    " + ledger.after(order.getLong("productID"), order.getLong("couponID"), orderId));
  }

  String submit(JsonObject order) throws IOException, InterruptedException {
    say("request  POST /api/v1/submit " + order.encode());
    return orders.submit(order);
  }

  /** Prints each change of status until the order has the wanted one, or any final one. */
  void follow(String orderId, String wanted) throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    String last = "";
    while (System.nanoTime() - startNanos < PATIENCE.toNanos()) {
      JsonObject order = orders.get(orderId);
      String status = order.getString("status");
      if (!status.equals(last)) {
        long ms = (System.nanoTime() - startNanos) / 1_000_000;
        String reason = order.getString("reason");
        say("status   %s (after %d ms) %s".formatted(status, ms, reason).stripTrailing());
        last = status;
      }
      if (status.equals(wanted) || status.equals("succeed") || status.equals("failed")) {
        return;
      }
      Thread.sleep(POLL_MS);
    }
    throw new IOException("order " + orderId + " is still " + last);
  }
}
