package eshop.systemtest.conformance;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** What {@code query} tells of one saga. */
record SagaState(JsonObject transaction, List<JsonObject> branches) {

  static SagaState of(JsonObject answer) {
    return new SagaState(
        answer.getJsonObject("transaction"),
        answer.getJsonArray("branches").stream().map(JsonObject.class::cast).toList());
  }

  boolean known() {
    return transaction != null;
  }

  String status() {
    return transaction.getString("status");
  }

  String rollbackReason() {
    return transaction.getString("rollback_reason", "");
  }

  long nextCronInterval() {
    return transaction.getLong("next_cron_interval");
  }

  /** The status of every branch row: compensation then action of step 1, then of step 2, … */
  List<String> vector() {
    return branches.stream().map(branch -> branch.getString("status")).toList();
  }

  /** The rows as {@code 01/action}, in the order they are kept. */
  List<String> rows() {
    return branches.stream().map(b -> b.getString("branch_id") + "/" + b.getString("op")).toList();
  }
}
