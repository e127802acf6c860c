package eshop.platform.db;

/** No connection to the database could be had: nothing was sent, so nothing was done. */
public final class DatabaseUnreachableException extends DatabaseUnavailableException {
  private static final long serialVersionUID = 1L;

  DatabaseUnreachableException(String address, Throwable cause) {
    super("database " + address + " cannot be reached: " + cause.getMessage(), cause);
  }

  @Override
  public boolean nothingWasDone() {
    return true;
  }
}
