package eshop.mariadb;

/**
 * Says in one line why the database cannot run and which setting to change. A launcher can print
 * the message as it is; the cause is for the log.
 */
public final class MariaDbException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MariaDbException(String message) {
    super(message);
  }

  MariaDbException(String message, Throwable cause) {
    super(message, cause);
  }
}
