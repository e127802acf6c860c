package eshop.platform.db;

/** The limit of a {@link WriteQueue} is reached: the write was not taken, nothing was done. */
public final class WriteQueueFullException extends DatabaseUnavailableException {
  private static final long serialVersionUID = 1L;

  WriteQueueFullException(String queue, int limit) {
    super(queue + ": " + limit + " writes wait for the database", null);
  }

  @Override
  public boolean nothingWasDone() {
    return true;
  }
}
