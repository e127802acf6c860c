package eshop.systemtest;

import eshop.testkit.RealMariaDb;
import java.util.List;
import java.util.Map;

/** What the services keep, read straight from their tables; null where there is no row. */
record Tables(Map<String, RealMariaDb> databases, Map<String, String> schemas) {

  /** The server that a service's schema is on. */
  RealMariaDb database(String service) {
    return databases.get(service);
  }

  long stock(long productId) {
    return database("stock")
        .number(
            "SELECT stock FROM %s.stock WHERE product_id = %d"
                .formatted(schemas.get("stock"), productId));
  }

  int couponStatus(long couponId) {
    return (int)
        database("coupon")
            .number(
                "SELECT status FROM %s.coupon WHERE id = %d"
                    .formatted(schemas.get("coupon"), couponId));
  }

  Integer orderStatus(String orderId) {
    return status("SELECT status FROM %s.order_record WHERE order_id = '%s'", "order", orderId);
  }

  Integer payStatus(String orderId) {
    return status("SELECT status FROM %s.pay WHERE order_id = '%s'", "pay", orderId);
  }

  long payAmount(String orderId) {
    return database("pay")
        .number(
            "SELECT amount FROM %s.pay WHERE order_id = '%s'"
                .formatted(schemas.get("pay"), orderId));
  }

  /** Where the saga's branches are called. */
  List<String> branchUrls(String gid) {
    return database("coordinator")
        .query(
            "SELECT url FROM %s.trans_branch_op WHERE gid = '%s'"
                .formatted(schemas.get("coordinator"), gid))
        .stream()
        .map(row -> (String) row.get("url"))
        .toList();
  }

  long barrierRows(String service, String gid) {
    return database(service)
        .number(
            "SELECT COUNT(*) FROM %s.barrier WHERE gid = '%s'"
                .formatted(schemas.get(service), gid));
  }

  /** The op of each row, in order. */
  List<String> barrierOps(String service, String gid) {
    return database(service)
        .query(
            "SELECT op FROM %s.barrier WHERE gid = '%s' ORDER BY op"
                .formatted(schemas.get(service), gid))
        .stream()
        .map(row -> (String) row.get("op"))
        .toList();
  }

  /** For a service that is not ours and finds an empty schema. */
  void createSchema(String service) {
    database(service).update("CREATE DATABASE " + schemas.get(service));
  }

  void update(String service, String sql) {
    database(service).update(sql.formatted(schemas.get(service)));
  }

  private Integer status(String sql, String service, String orderId) {
    List<Map<String, Object>> rows =
        database(service).query(sql.formatted(schemas.get(service), orderId));
    return rows.isEmpty() ? null : ((Number) rows.get(0).get("status")).intValue();
  }
}
