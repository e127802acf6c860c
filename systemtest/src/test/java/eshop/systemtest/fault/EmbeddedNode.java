package eshop.systemtest.fault;

import static org.awaitility.Awaitility.await;

import eshop.faults.OrderLoad;
import eshop.faults.Signals;
import eshop.node.books.BooksConfig;
import eshop.systemtest.NodeHome;
import eshop.systemtest.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** One node with everything in it, as {@code ./run} starts it. */
final class EmbeddedNode implements FaultWorld {
  private static final int SUPPLY = 100_000_000;

  private final NodeHome home;
  private final NodeProcess process;

  EmbeddedNode(Path folder) throws IOException, SQLException {
    home = new NodeHome(folder);
    process = home.start();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "UPDATE eshop_stock.stock SET stock = stock + %d, supplied = supplied + %d WHERE product_id = 2"
              .formatted(SUPPLY, SUPPLY));
    }
    FaultRun.warmUp(submit());
  }

  /** Signal 9 to the database, which is the node's child. */
  void killDatabase() throws IOException {
    long killed = home.databases().get(0).pid();
    Signals.kill(killed);
    await("another is started")
        .atMost(Duration.ofSeconds(30))
        .until(() -> home.databases().stream().anyMatch(other -> other.pid() != killed));
  }

  /** What the node has logged. */
  List<String> log() {
    return process.errors();
  }

  @Override
  public List<URI> submit() {
    return OrderLoad.submitAt("http://127.0.0.1:" + home.port("--http-port"));
  }

  @Override
  public List<RunningNode> nodes() {
    return List.of(new RunningNode(process, "http://127.0.0.1:" + home.port("--management-port")));
  }

  @Override
  public BooksConfig books() {
    return home.books();
  }

  @Override
  public long connections() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT COUNT(*) FROM information_schema.processlist WHERE id <> CONNECTION_ID()")) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    process.kill();
    home.close();
  }

  private Connection connect() throws SQLException {
    var database = home.books().databases().get(eshop.node.books.Book.STOCK);
    return DriverManager.getConnection(
        "jdbc:mariadb://127.0.0.1:" + database.port() + "/?sslMode=disable",
        database.user(),
        database.password());
  }
}
