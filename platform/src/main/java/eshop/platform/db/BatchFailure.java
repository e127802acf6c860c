package eshop.platform.db;

import io.vertx.mysqlclient.MySQLBatchException;
import java.util.Map;

/**
 * What really went wrong in a batch of statements. The driver's own failure does not say which of
 * them failed, or how, so a deadlock would not be known for one.
 */
public final class BatchFailure {
  private BatchFailure() {}

  /** The failure of the first statement that failed; any other failure as it is. */
  public static Throwable firstOf(Throwable failure) {
    return failure instanceof MySQLBatchException batch
        ? batch.getIterationError().entrySet().stream()
            .min(Map.Entry.comparingByKey())
            .map(Map.Entry::getValue)
            .orElse(failure)
        : failure;
  }
}
