package eshop.saga;

import eshop.saga.TransStatus.BranchStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the answer to a query, and takes nothing from it that has not been checked. */
final class TransStatusReader {
  private static final Set<String> STATUSES =
      Set.of("prepared", "submitted", "aborting", "succeed", "failed");

  private TransStatusReader() {}

  /**
   * The status in the answer, empty for dtm's answer about an unknown gid: a transaction of null.
   *
   * @throws DtmFailure when the answer is anything else than a status of this gid
   */
  static Optional<TransStatus> read(String gid, Buffer body) {
    try {
      JsonObject answer = body.toJsonObject();
      if (!answer.containsKey("transaction")) {
        throw new IllegalArgumentException("it has no transaction");
      }
      JsonObject transaction = answer.getJsonObject("transaction");
      return transaction == null
          ? Optional.empty()
          : Optional.of(status(gid, transaction, answer.getJsonArray("branches")));
    } catch (DecodeException | ClassCastException | IllegalArgumentException e) {
      throw new DtmFailure(
          DtmFailure.Kind.OUTCOME_UNKNOWN,
          "The transaction manager's answer to a query makes no sense",
          e);
    }
  }

  private static TransStatus status(String gid, JsonObject transaction, JsonArray branches) {
    if (!gid.equals(transaction.getString("gid"))) {
      throw new IllegalArgumentException("it is about another gid");
    }
    String reason = transaction.getString("rollback_reason", "");
    return new TransStatus(
        gid,
        word(transaction),
        StatusText.clean(reason),
        branches == null ? List.of() : branches(branches));
  }

  private static List<BranchStatus> branches(JsonArray branches) {
    return branches.stream().map(JsonObject.class::cast).map(TransStatusReader::branch).toList();
  }

  private static BranchStatus branch(JsonObject branch) {
    return new BranchStatus(
        StatusText.clean(branch.getString("branch_id", "")),
        StatusText.clean(branch.getString("op", "")),
        word(branch),
        StatusText.clean(branch.getString("url", "")));
  }

  private static String word(JsonObject holder) {
    String status = holder.getString("status");
    if (status == null || !STATUSES.contains(status)) {
      throw new IllegalArgumentException("its status is none of dtm's");
    }
    return status;
  }
}
