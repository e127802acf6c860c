package eshop.order;

import static eshop.platform.config.Rule.hostPort;
import static eshop.platform.config.Rule.orDefault;

/**
 * Where the transaction manager finds the services, seen from its machine; {@code host:port} each.
 *
 * @param order default 127.0.0.1:8282
 * @param stock default 127.0.0.1:28282
 * @param coupon default 127.0.0.1:18282
 * @param pay default 127.0.0.1:38282
 */
record BranchAddresses(String order, String stock, String coupon, String pay) {
  static final BranchAddresses DEFAULTS = new BranchAddresses(null, null, null, null);

  BranchAddresses {
    order = hostPort("order", orDefault(order, "127.0.0.1:8282"));
    stock = hostPort("stock", orDefault(stock, "127.0.0.1:28282"));
    coupon = hostPort("coupon", orDefault(coupon, "127.0.0.1:18282"));
    pay = hostPort("pay", orDefault(pay, "127.0.0.1:38282"));
  }
}
