package eshop.node;

import eshop.mariadb.EmbeddedMariaDb;
import eshop.node.books.BooksChecker;
import eshop.node.books.BooksConfig;
import eshop.node.books.Finding;
import eshop.node.books.Invariant;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Audits the books of a live node: one line an invariant, exit status 1 when one is broken. */
@Command(
    name = "check",
    description = "Audits the books of a running node: stock, coupons and payments against orders.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CheckCommand implements Callable<Integer> {
  @Mixin private NodeOptions options;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "Wait at most so long for running sagas to end (default ${DEFAULT-VALUE})")
  private int waitS;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    NodeConfig config = options.toConfig(System.getenv());
    NodeConfig.Database server = config.database();
    if (server.embedded()) {
      server =
          server.withServer(
              server.port(),
              EmbeddedMariaDb.USER,
              EmbeddedMariaDb.passwordOf(config.databaseDir()));
    }
    BooksConfig books = config.books(server);
    List<Finding> findings = new BooksChecker(books).check(Duration.ofSeconds(waitS), List.of());
    Console console = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    console.line("Books of %s".formatted(books));
    for (Invariant invariant : Invariant.values()) {
      print(console, invariant, findings);
    }
    return findings.isEmpty() ? 0 : 1;
  }

  private static void print(Console console, Invariant invariant, List<Finding> findings) {
    List<Finding> broken = findings.stream().filter(f -> f.invariant() == invariant).toList();
    console.line(
        "  %s %-6s %s".formatted(invariant, broken.isEmpty() ? "ok" : "BROKEN", invariant.rule()));
    broken.forEach(finding -> console.line("            %s".formatted(finding.detail())));
  }
}
