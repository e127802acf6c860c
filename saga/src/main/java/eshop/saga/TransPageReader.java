package eshop.saga;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;

/** Reads a page of the manager's list, and takes nothing from it that has not been checked. */
final class TransPageReader {
  private static final Pattern POSITION = Pattern.compile("[0-9]{0,19}");

  /** dtm's RetryInterval. */
  private static final long FIRST_PAUSE_S = 10;

  private TransPageReader() {}

  /**
   * The page in the answer.
   *
   * @param status what was asked for: a manager that lists others does not understand the question
   * @throws DtmFailure when the answer is anything else than transactions of this status
   */
  static TransPage read(String status, Buffer body) {
    try {
      JsonObject answer = body.toJsonObject();
      if (!answer.containsKey("transactions")) {
        throw new IllegalArgumentException("it has no transactions");
      }
      JsonArray found = answer.getJsonArray("transactions");
      List<JsonObject> all =
          found == null ? List.of() : found.stream().map(JsonObject.class::cast).toList();
      List<String> gids = all.stream().map(one -> gid(status, one)).toList();
      List<String> backedOff =
          all.stream().filter(TransPageReader::isBackedOff).map(one -> gid(status, one)).toList();
      String next = answer.getString("next_position", "");
      if (!POSITION.matcher(next).matches()) {
        throw new IllegalArgumentException("its next position is no number");
      }
      return new TransPage(gids, backedOff, next);
    } catch (DecodeException | ClassCastException | IllegalArgumentException e) {
      throw new DtmFailure(
          DtmFailure.Kind.OUTCOME_UNKNOWN,
          "The transaction manager's list of sagas makes no sense",
          e);
    }
  }

  /**
   * By dtm's rule for the first pause; with a longer one configured, more look as if they waited.
   */
  private static boolean isBackedOff(JsonObject transaction) {
    String text = transaction.getString("options", "");
    JsonObject options = text.isEmpty() ? new JsonObject() : new JsonObject(text);
    long chosen = options.getLong("retry_interval", 0L);
    long timeout = options.getLong("timeout_to_fail", 0L);
    long byDefault = timeout > 0 ? Math.min(timeout, FIRST_PAUSE_S) : FIRST_PAUSE_S;
    long first = chosen > 0 ? chosen : byDefault;
    return transaction.getLong("next_cron_interval", 0L) > first;
  }

  /** Any gid, whoever made it: it is compared with others and goes nowhere. */
  private static String gid(String status, JsonObject transaction) {
    String gid = transaction.getString("gid");
    if (gid == null || !status.equals(transaction.getString("status"))) {
      throw new IllegalArgumentException("it lists what was not asked for");
    }
    return gid;
  }
}
