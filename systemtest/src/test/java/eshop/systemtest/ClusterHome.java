package eshop.systemtest;

import eshop.node.FreePorts;
import eshop.node.books.BooksConfig;
import eshop.platform.db.DatabaseTls;
import eshop.testkit.RealMariaDb;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Nodes as processes that share their ports and one database, which none of them owns: each may be
 * killed, stopped and started without the others losing more than a neighbour.
 */
final class ClusterHome implements AutoCloseable {
  private static final int SUPPLY = 1_000_000;

  private final RealMariaDb database = new RealMariaDb();
  private final BooksConfig.Schemas schemas =
      new BooksConfig.Schemas(
          database.newSchemaName("order"),
          database.newSchemaName("stock"),
          database.newSchemaName("coupon"),
          database.newSchemaName("pay"),
          database.newSchemaName("dtm"));
  private final NodeHome home;
  private final List<Integer> managementPorts = new ArrayList<>();
  private final List<List<String>> roles;
  private final List<NodeProcess> nodes = new ArrayList<>();

  /**
   * Starts the nodes; the first alone, for it makes the tables.
   *
   * @param roles arguments of each node that the others do not have; none: all parts
   */
  ClusterHome(Path folder, List<List<String>> roles) throws IOException {
    home = new NodeHome(folder);
    this.roles = roles;
    for (int i = 0; i < roles.size(); i++) {
      managementPorts.add(FreePorts.next());
    }
    nodes.add(launch(0).awaitReady());
    for (int i = 1; i < roles.size(); i++) {
      nodes.add(launch(i));
    }
    nodes.forEach(NodeProcess::awaitReady);
    database.update(
        "UPDATE %s.stock SET stock = stock + %d, supplied = supplied + %d WHERE product_id = 2"
            .formatted(schemas.stock(), SUPPLY, SUPPLY));
  }

  NodeProcess node(int index) {
    return nodes.get(index);
  }

  /** Starts a node in place of one that has ended. */
  void restart(int index) throws IOException {
    nodes.set(index, launch(index).awaitReady());
  }

  /** A node that wants the same ports for itself. */
  NodeProcess launchPlain() throws IOException {
    return home.launch(
        List.of(),
        Map.of("ESHOP_DATABASE_PASSWORD", database.password()),
        settings("management.port=" + FreePorts.next()).toArray(String[]::new));
  }

  int gatewayPort() {
    return home.port("--http-port");
  }

  BooksConfig books() {
    return new BooksConfig(
        "127.0.0.1",
        database.port(),
        database.user(),
        database.password(),
        DatabaseTls.NONE,
        schemas);
  }

  long sagas() {
    return database.number("SELECT COUNT(*) FROM %s.trans_global".formatted(schemas.dtm()));
  }

  /** Sagas created until then, in seconds by the database's clock, that have not ended. */
  long unfinishedOf(long second) {
    return database.number(
        "SELECT COUNT(*) FROM %s.trans_global".formatted(schemas.dtm())
            + " WHERE status NOT IN ('succeed', 'failed') AND create_time <= FROM_UNIXTIME(%d)"
                .formatted(second));
  }

  /** Seconds by the database's clock. */
  long now() {
    return database.number("SELECT UNIX_TIMESTAMP()");
  }

  @Override
  public void close() throws IOException {
    nodes.forEach(NodeProcess::kill);
    home.close();
  }

  private NodeProcess launch(int index) throws IOException {
    List<String> arguments =
        settings("cluster.reusePort=true", "management.port=" + managementPorts.get(index));
    arguments.addAll(roles.get(index));
    return home.launch(
        List.of(),
        Map.of("ESHOP_DATABASE_PASSWORD", database.password()),
        arguments.toArray(String[]::new));
  }

  /** Sagas that were cut off are due at once instead of after dtm's ten seconds. */
  private List<String> settings(String... own) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "database.embedded=false",
                "database.port=" + database.port(),
                "database.user=" + database.user(),
                "order.database.schema=" + schemas.order(),
                "stock.database.schema=" + schemas.stock(),
                "coupon.database.schema=" + schemas.coupon(),
                "pay.database.schema=" + schemas.pay(),
                "coordinator.database.schema=" + schemas.dtm(),
                "coordinator.retryInterval=1",
                "coordinator.transCronInterval=1"));
    settings.addAll(List.of(own));
    List<String> arguments = new ArrayList<>();
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return arguments;
  }
}
