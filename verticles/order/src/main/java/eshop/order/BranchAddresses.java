package eshop.order;

import static eshop.platform.config.Rule.endpoints;
import static eshop.platform.config.Rule.orDefault;

/**
 * Where the transaction manager finds the services, seen from its machine; {@code host:port} each,
 * or what else the manager understands: the embedded coordinator {@code dns:///host:port} and lists
 * with commas, dtm {@code dns:///host:port} if it runs with a driver.
 *
 * @param order default 127.0.0.1:8282
 * @param stock default 127.0.0.1:28282
 * @param coupon default 127.0.0.1:18282
 * @param pay default 127.0.0.1:38282
 */
record BranchAddresses(String order, String stock, String coupon, String pay) {
  static final BranchAddresses DEFAULTS = new BranchAddresses(null, null, null, null);

  BranchAddresses {
    order = endpoints("order", orDefault(order, "127.0.0.1:8282"));
    stock = endpoints("stock", orDefault(stock, "127.0.0.1:28282"));
    coupon = endpoints("coupon", orDefault(coupon, "127.0.0.1:18282"));
    pay = endpoints("pay", orDefault(pay, "127.0.0.1:38282"));
  }
}
