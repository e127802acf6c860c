package eshop.bench.floor;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes batches of whole orders on one connection: six durable transactions a batch, one for each
 * step of the order's way that must be durable before the next. Services cannot share one, because
 * each owns its database.
 */
final class FloorWriter implements AutoCloseable {
  private static final String[] SERVICES = {"order", "stock", "coupon", "pay"};
  private static final String[] OPS = {"compensate", "action"};
  private static final byte[] BODY = new byte[24];

  private final Connection connection;
  private final int number;
  private final int batch;
  private final int products;
  private final PreparedStatement sagas;
  private final PreparedStatement branches;
  private final PreparedStatement orders;
  private final PreparedStatement pays;
  private final PreparedStatement stock;
  private final PreparedStatement branchesDone;
  private final PreparedStatement sagasDone;
  private final List<PreparedStatement> barriers = new ArrayList<>();
  private long written;

  FloorWriter(Connection connection, int number, int batch, int products) throws SQLException {
    this.connection = connection;
    this.number = number;
    this.batch = batch;
    this.products = products;
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    connection.setAutoCommit(false);
    sagas = prepare(FloorSql.rows(FloorSql.SAGAS, batch));
    branches = prepare(FloorSql.rows(FloorSql.BRANCHES, batch * SERVICES.length * OPS.length));
    orders = prepare(FloorSql.rows(FloorSql.ORDERS, batch));
    pays = prepare(FloorSql.rows(FloorSql.PAYS, batch));
    stock = prepare(FloorSql.TAKE_STOCK);
    branchesDone = prepare(FloorSql.in(FloorSql.BRANCHES_DONE, batch));
    sagasDone = prepare(FloorSql.in(FloorSql.SAGAS_DONE, batch));
    for (String service : SERVICES) {
      barriers.add(prepare(FloorSql.rows(FloorSql.barriers(service), batch)));
    }
  }

  /** What a submit must make durable before it answers. */
  List<String> submit() throws SQLException {
    List<String> gids = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      gids.add("floor-%03d-%016d".formatted(number, written++));
    }
    set(sagas, gids);
    sagas.executeUpdate();
    int place = 1;
    for (String gid : gids) {
      for (int step = 0; step < SERVICES.length; step++) {
        for (String op : OPS) {
          branches.setString(place++, gid);
          branches.setString(place++, "127.0.0.1:8282/api.order.v1.order/" + SERVICES[step]);
          branches.setBytes(place++, BODY);
          branches.setString(place++, branchId(step));
          branches.setString(place++, op);
        }
      }
    }
    branches.executeUpdate();
    connection.commit();
    return gids;
  }

  /** Four branches, each its barrier and its business row, then the end of the sagas. */
  void finish(List<String> gids) throws SQLException {
    barrier(0, gids);
    int place = 1;
    for (int i = 0; i < batch; i++) {
      orders.setString(place++, gids.get(i));
      orders.setLong(place++, 1L + i);
      orders.setLong(place++, product(i));
    }
    orders.executeUpdate();
    connection.commit();
    barrier(1, gids);
    takeStock();
    connection.commit();
    barrier(2, gids);
    connection.commit();
    barrier(3, gids);
    place = 1;
    for (int i = 0; i < batch; i++) {
      pays.setLong(place++, 1L + i);
      pays.setString(place++, gids.get(i));
    }
    pays.executeUpdate();
    connection.commit();
    set(branchesDone, gids);
    branchesDone.executeUpdate();
    set(sagasDone, gids);
    sagasDone.executeUpdate();
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private void takeStock() throws SQLException {
    int different = Math.min(batch, products);
    for (int i = 0; i < different; i++) {
      int pieces = batch / different + (i < batch % different ? 1 : 0);
      stock.setInt(1, pieces);
      stock.setLong(2, product(i));
      stock.setInt(3, pieces);
      stock.addBatch();
    }
    stock.executeBatch();
  }

  /** Ascending within a batch, so that writers never wait for each other in a circle. */
  private long product(int index) {
    return 1L + index % products;
  }

  private void barrier(int step, List<String> gids) throws SQLException {
    PreparedStatement barrier = barriers.get(step);
    int place = 1;
    for (String gid : gids) {
      barrier.setString(place++, gid);
      barrier.setString(place++, branchId(step));
    }
    barrier.executeUpdate();
  }

  private static String branchId(int step) {
    return "0" + (step + 1);
  }

  private static void set(PreparedStatement statement, List<String> gids) throws SQLException {
    for (int i = 0; i < gids.size(); i++) {
      statement.setString(i + 1, gids.get(i));
    }
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    return connection.prepareStatement(sql);
  }
}
