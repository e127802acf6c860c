package eshop.order;

import eshop.saga.TransStatus;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * Where an order stands, put together from the saga and the row.
 *
 * @param orderId the order, and its saga's gid
 * @param status dtm's word: submitted, aborting, succeed or failed
 * @param reason why it is being or was undone; empty otherwise
 * @param order the row; empty until the first branch has run, or when that was refused
 */
record OrderStatus(String orderId, String status, String reason, Optional<OrderRecord> order) {

  /**
   * Derives the status.
   *
   * @param saga empty when the transaction manager does not know the gid: never submitted, or
   *     finished long ago and cleaned away, which the row tells apart
   * @return empty when there is no such order
   */
  static Optional<OrderStatus> of(
      String orderId, Optional<TransStatus> saga, Optional<OrderRecord> row) {
    if (saga.isPresent()) {
      TransStatus known = saga.get();
      return Optional.of(new OrderStatus(orderId, known.status(), known.rollbackReason(), row));
    }
    return row.map(
        order -> new OrderStatus(orderId, order.isCancelled() ? "failed" : "succeed", "", row));
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("orderID", orderId)
        .put("status", status)
        .put("reason", reason)
        .put("order", order.map(OrderRecord::toJson).orElse(null));
  }
}
