package eshop.order;

import io.vertx.core.json.JsonObject;

/** An order's row as others may see it. Amount in cents, times in UTC milliseconds. */
record OrderRecord(
    String orderId,
    long userId,
    long productId,
    long amount,
    long productCount,
    long couponId,
    int status,
    long createdAtMs,
    long updatedAtMs) {

  static final int WAIT_PAY = 1;
  static final int CANCELLED = 5;

  boolean isCancelled() {
    return status == CANCELLED;
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("orderID", orderId)
        .put("userID", userId)
        .put("productID", productId)
        .put("amount", amount)
        .put("productCount", productCount)
        .put("couponID", couponId)
        .put("status", status)
        .put("createdAt", createdAtMs)
        .put("updatedAt", updatedAtMs);
  }
}
