package eshop.order;

import eshop.saga.TransStatus;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an order stands, put together from the saga and the row.
 *
 * @param orderId the order, and its saga's gid
 * @param status dtm's word: submitted, aborting, succeed or failed
 * @param reason why it is being or was undone; empty otherwise
 * @param order the row; empty until the first branch has run, or when that was refused
 */
record OrderStatus(String orderId, String status, String reason, Optional<OrderRecord> order) {
  /** How dtm writes down what a branch refused with. */
  private static final Pattern REFUSAL =
      Pattern.compile("url:\\S* return failed: (.*?)(?: FAILURE)?", Pattern.DOTALL);

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
      return Optional.of(new OrderStatus(orderId, known.status(), reason(known), row));
    }
    return row.map(
        order -> new OrderStatus(orderId, order.isCancelled() ? "failed" : "succeed", "", row));
  }

  /**
   * Only what the branch said: the URL before it is an internal address. A reason so long that it
   * was cut within the URL holds nothing that may be shown.
   */
  private static String reason(TransStatus saga) {
    String reason = saga.rollbackReason();
    if (!reason.startsWith("url:")) {
      return reason;
    }
    Matcher refusal = REFUSAL.matcher(reason);
    return refusal.matches() ? said(refusal.group(1)) : "refused by a service";
  }

  /** A branch over HTTP says it in a body like ours, or in plain text. */
  private static String said(String answer) {
    if (!answer.startsWith("{")) {
      return answer;
    }
    try {
      String message = new JsonObject(answer).getString("msg");
      return message == null ? answer : message;
    } catch (DecodeException | ClassCastException e) {
      return answer;
    }
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("orderID", orderId)
        .put("status", status)
        .put("reason", reason)
        .put("order", order.map(OrderRecord::toJson).orElse(null));
  }
}
