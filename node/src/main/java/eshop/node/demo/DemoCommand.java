package eshop.node.demo;

import eshop.node.FreePorts;
import eshop.node.Node;
import eshop.node.NodeConfig;
import eshop.node.books.BooksChecker;
import eshop.node.books.BooksConfig;
import eshop.node.books.Finding;
import eshop.saga.CallerProof;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Plays every scenario on a node of its own, with fresh data and free ports, and shows request,
 * status changes and the books; then audits them. A running node is not touched.
 */
@Command(
    name = "demo",
    description = "Plays what can happen to an order on a node of its own, and shows the books.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Path data = Files.createTempDirectory("eshop-demo");
    try {
      return play(data) ? 0 : 1;
    } finally {
      deleteTree(data);
    }
  }

  private boolean play(Path data) throws Exception {
    int gateway = FreePorts.next();
    int stock = FreePorts.next();
    List<String> arguments = arguments(data, gateway, stock);
    NodeConfig config = NodeConfig.parse(arguments.toArray(String[]::new));
    say("Starting a node with fresh data ...");
    Node node = Node.start(config);
    BooksConfig books = node.books();
    boolean played = false;
    try {
      DemoWorld world =
          new DemoWorld(
              node,
              new OrderClient(gateway),
              new Ledger(books),
              new StockCalls(node.vertx(), stock, CallerProof.of(config.proof())),
              this::say);
      playAll(world);
      played = true;
    } finally {
      node.stop();
    }
    List<String> acknowledged = new ArrayList<>();
    say("");
    say("%d. A node killed in the middle of 200 orders".formatted(Scenarios.ALL.size() + 1));
    Process restarted = new CrashScenario(arguments, gateway, this::say).play(acknowledged);
    try {
      return audit(books, acknowledged) && played;
    } finally {
      restarted.destroy();
      restarted.waitFor(30, TimeUnit.SECONDS);
    }
  }

  private void playAll(DemoWorld world) throws Exception {
    int number = 1;
    for (Scenarios.Scenario scenario : Scenarios.ALL) {
      say("");
      say("%d. %s".formatted(number++, scenario.title()));
      scenario.play().on(world);
    }
  }

  private boolean audit(BooksConfig books, List<String> acknowledged) throws Exception {
    List<Finding> findings = new BooksChecker(books).check(Duration.ofSeconds(30), acknowledged);
    say("");
    say(findings.isEmpty() ? "The books balance." : "The books do NOT balance:");
    findings.forEach(finding -> say("  " + finding.invariant() + " " + finding.detail()));
    return findings.isEmpty();
  }

  private static List<String> arguments(Path data, int gateway, int stock) {
    List<String> arguments = new ArrayList<>(List.of("--data-dir", data.toString()));
    arguments.addAll(List.of("--http-port", "" + gateway, "--grpc-stock-port", "" + stock));
    for (String option :
        List.of(
            "--db-port",
            "--management-port",
            "--grpc-order-port",
            "--grpc-coupon-port",
            "--grpc-pay-port",
            "--coordinator-grpc-port",
            "--coordinator-http-port")) {
      arguments.addAll(List.of(option, "" + FreePorts.next()));
    }
    return arguments;
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
