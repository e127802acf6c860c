package eshop.platform.db;

import io.vertx.core.VertxException;
import io.vertx.mysqlclient.MySQLException;
import java.io.IOException;

/**
 * The database could not do something now, for a reason that lies in the connection or in a written
 * limit, not in the statement. Its subclasses have no stack trace: while a server is down there is
 * one for each statement, and the place says nothing.
 */
public abstract sealed class DatabaseUnavailableException extends RuntimeException
    permits ConnectionLostException, DatabaseUnreachableException, WriteQueueFullException {
  private static final long serialVersionUID = 1L;

  DatabaseUnavailableException(String message, Throwable cause) {
    super(message, cause, false, false);
  }

  /** True when it is certain that nothing took effect; false when the outcome is unknown. */
  public abstract boolean nothingWasDone();

  /**
   * Whether a failure is of the connection or of the pool, ours or the driver's: repeating it at
   * once would fail in the same way, and a stack trace would not help.
   */
  public static boolean is(Throwable failure) {
    return failure instanceof DatabaseUnavailableException
        || (failure instanceof VertxException && !(failure instanceof MySQLException))
        || failure instanceof IOException;
  }
}
