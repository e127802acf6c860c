package eshop.platform.db;

/**
 * A database connection ended while a statement on it was unanswered. Whether the statement took
 * effect is unknown: only reading the rows on another connection tells. A transaction whose COMMIT
 * was not sent yet leaves nothing, because the server rolls it back.
 */
public final class ConnectionLostException extends DatabaseUnavailableException {
  private static final long serialVersionUID = 1L;

  /**
   * One for all statements in flight on a connection.
   *
   * @param database the address, without the password
   * @param reason what ended the connection
   */
  ConnectionLostException(String database, String reason, Throwable cause) {
    super("connection to " + database + " lost, outcome unknown: " + reason, cause);
  }

  @Override
  public boolean nothingWasDone() {
    return false;
  }
}
