package eshop.coupon;

import eshop.platform.bus.BusEndpoint;
import eshop.platform.bus.JsonFields;
import eshop.platform.bus.LocalAddresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/**
 * The coupon service on the event bus.
 *
 * <ul>
 *   <li>{@code eshop.coupon.get} {couponID} → {couponID, userID, amount, status, orderID}; amount
 *       in cents, status 1 unused, 2 used, 3 expired, orderID null unless used
 * </ul>
 */
final class CouponBusEndpoint {
  static final String GET = "eshop.coupon.get";

  private final CouponService coupons;

  CouponBusEndpoint(CouponService coupons) {
    this.coupons = coupons;
  }

  BusEndpoint serve(Vertx vertx, LocalAddresses localAddresses) {
    return new BusEndpoint(vertx, localAddresses).serve(GET, this::get);
  }

  private Future<JsonObject> get(JsonObject body) {
    return coupons
        .find(JsonFields.number(body, "couponID", 1, Long.MAX_VALUE))
        .map(CouponBusEndpoint::toJson);
  }

  private static JsonObject toJson(Coupon coupon) {
    return new JsonObject()
        .put("couponID", coupon.id())
        .put("userID", coupon.userId())
        .put("amount", coupon.amount())
        .put("status", coupon.status())
        .put("orderID", coupon.orderId());
  }
}
