package eshop.bench.mix;

import io.vertx.core.json.JsonObject;

/**
 * One order as a client sends it.
 *
 * @param amount cents
 * @param couponId 0 for none
 */
public record OrderRequest(
    long userId, long productId, int amount, int productCount, long couponId) {

  /** The body of POST /api/v1/submit. */
  public JsonObject body() {
    return new JsonObject()
        .put("userID", userId)
        .put("productID", productId)
        .put("amount", amount)
        .put("productCount", productCount)
        .put("couponID", couponId);
  }
}
